using System.Text;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Protocol;

namespace InterContainer.Agent.Capturing;

/// <summary>Messages like any other of a cell, but for the body, which is text. They are in no figure.</summary>
/// <param name="payloadBytes">Of the cell.</param>
/// <param name="initiator">A number that no initiator of the cell has.</param>
/// <param name="cell">Which of the pair's cells it is, from 0.</param>
internal sealed class ReadableMessage(int payloadBytes, int initiator, int cell = 0)
{
    /// <summary>A shorter text might stand anywhere by chance.</summary>
    public const int LeastTextBytes = 16;

    private static readonly byte[] Sentence = Encoding.ASCII.GetBytes("Anyone can read this line of plain text ");

    private readonly byte[] _message = new byte[payloadBytes];
    private long _sequence;

    /// <summary>A message without the text, so that what is left of it is not taken for that of a later one; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Blank()
    {
        _message.AsSpan().Clear();
        return Sealed();
    }

    /// <summary>A message with the text; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Text()
    {
        for (var at = Cell.MinPayloadBytes; at < payloadBytes; at++)
            _message[at] = Sentence[(at - Cell.MinPayloadBytes) % Sentence.Length];
        return Sealed();
    }

    private Memory<byte> Sealed()
    {
        new MessageHeader(Wants.Echo, Phase.WarmUp, (ushort)initiator, _sequence++, MonotonicClock.NowNs) { Cell = cell }.Seal(_message);
        return _message;
    }
}
