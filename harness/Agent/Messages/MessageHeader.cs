using System.Buffers.Binary;
using System.IO.Hashing;
using InterContainer.Agent.Contract;

namespace InterContainer.Agent.Messages;

/// <summary>
/// The first 24 bytes of each message, little endian: check (4), what is wanted (1), phase (1), initiator (2), sequence (8), time (8).
/// The check is the low half of XXH3-64 over all bytes after it, body included.
/// </summary>
internal readonly record struct MessageHeader(Wants Wants, bool Measured, ushort Initiator, long Sequence, long TimeNs)
{
    private const int CheckBytes = sizeof(uint);

    /// <summary>Writes the header and seals the message with its check bytes.</summary>
    /// <param name="message">At least <see cref="Cell.MinPayloadBytes"/> long; the body is in place.</param>
    public void Seal(Span<byte> message)
    {
        message[4] = (byte)Wants;
        message[5] = Measured ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt16LittleEndian(message[6..], Initiator);
        BinaryPrimitives.WriteInt64LittleEndian(message[8..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(message[16..], TimeNs);
        BinaryPrimitives.WriteUInt32LittleEndian(message, Check(message));
    }

    /// <summary>Reads the header; false where the message is too short or its check bytes are wrong.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out MessageHeader header)
    {
        header = default;
        if (message.Length < Cell.MinPayloadBytes || BinaryPrimitives.ReadUInt32LittleEndian(message) != Check(message))
            return false;
        header = new MessageHeader(
            (Wants)message[4],
            message[5] != 0,
            BinaryPrimitives.ReadUInt16LittleEndian(message[6..]),
            BinaryPrimitives.ReadInt64LittleEndian(message[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(message[16..]));
        return true;
    }

    private static uint Check(ReadOnlySpan<byte> message) => unchecked((uint)XxHash3.HashToUInt64(message[CheckBytes..]));
}

/// <summary>What the sender of a message waits for.</summary>
internal enum Wants : byte
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>The message itself.</summary>
    Echo,

    /// <summary>Its header only: the word that it and all before it were taken.</summary>
    Acknowledgement,
}
