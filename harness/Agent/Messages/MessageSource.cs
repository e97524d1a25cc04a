using System.Buffers.Binary;
using System.Security.Cryptography;
using InterContainer.Agent.Measuring;
using InterContainer.Protocol;

namespace InterContainer.Agent.Messages;

/// <summary>
/// Makes the messages of one initiator, in one buffer. The body is random and changes with each message, so that a stale or torn
/// body under a fresh header is noticed.
/// </summary>
internal sealed class MessageSource
{
    private readonly byte[] _message;
    private readonly ushort _initiator;
    private readonly int _cell;

    /// <param name="payloadBytes">At least <see cref="Cell.MinPayloadBytes"/>.</param>
    /// <param name="initiator">Whose messages these are, from 0.</param>
    /// <param name="cell">Which of the pair's cells they belong to, from 0.</param>
    public MessageSource(int payloadBytes, ushort initiator = 0, int cell = 0)
    {
        _message = new byte[payloadBytes];
        _initiator = initiator;
        _cell = cell;
        RandomNumberGenerator.Fill(_message);
    }

    /// <summary>How many messages were made: the sequence of the next one.</summary>
    public long Count { get; private set; }

    /// <summary>The next message; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Next(Wants wants, Phase phase) => Next(wants, phase, MonotonicClock.NowNs);

    /// <summary>The next message, sent at a time; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Next(Wants wants, Phase phase, long timeNs)
    {
        ChangeBody();
        new MessageHeader(wants, phase, _initiator, Count, timeNs) { Cell = _cell }.Seal(_message);
        Count++;
        return _message;
    }

    private void ChangeBody()
    {
        var words = (_message.Length - Cell.MinPayloadBytes) / sizeof(long);
        if (words == 0)
            return;
        var offset = Cell.MinPayloadBytes + ((int)(Count % words) * sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(_message.AsSpan(offset), unchecked(Count * (long)0x9E3779B97F4A7C15));
    }
}
