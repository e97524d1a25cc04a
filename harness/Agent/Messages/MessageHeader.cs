using System.Buffers.Binary;
using System.IO.Hashing;
using InterContainer.Protocol;

namespace InterContainer.Agent.Messages;

/// <summary>
/// The first 24 bytes of each message, little endian: check (4), what is wanted (2 bits) and in a reply the responder (6 bits), phase (3 bits) and cell (5
/// bits), initiator (2), sequence (8), time (8).
/// The check is the low half of XXH3-64 over the header after it, seeded with XXH3-64 of the body. So it covers every byte, and a responder that
/// puts its own time into the header need not read the body again.
/// </summary>
internal readonly record struct MessageHeader(Wants Wants, Phase Phase, ushort Initiator, long Sequence, long TimeNs)
{
    private const int CheckBytes = sizeof(uint);
    private const int WantsAt = 4;
    private const int WantsBits = 2;
    private const int PhaseAt = 5;
    private const int PhaseBits = 3;
    private const int TimeAt = 16;

    /// <summary>In a reply, which of the responders answered: 0 to <see cref="Cell.MaxResponders"/> - 1.</summary>
    public int Responder { get; init; }

    /// <summary>Which of the pair's cells it belongs to, in the order of the assignment: 0 to <see cref="Assignment.MaxCells"/> - 1.</summary>
    public int Cell { get; init; }

    /// <summary>What a body adds to the check.</summary>
    public static ulong BodyHash(ReadOnlySpan<byte> message) => XxHash3.HashToUInt64(message[Protocol.Cell.MinPayloadBytes..]);

    /// <summary>Writes the header and seals the message with its check bytes.</summary>
    /// <param name="message">At least <see cref="Cell.MinPayloadBytes"/> long; the body is in place.</param>
    public void Seal(Span<byte> message)
    {
        message[WantsAt] = WantsByte(Wants, Responder);
        message[PhaseAt] = (byte)((int)Phase | (Cell << PhaseBits));
        BinaryPrimitives.WriteUInt16LittleEndian(message[6..], Initiator);
        BinaryPrimitives.WriteInt64LittleEndian(message[8..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(message[TimeAt..], TimeNs);
        BinaryPrimitives.WriteUInt32LittleEndian(message, Check(message, BodyHash(message)));
    }

    /// <summary>Makes a sealed message its own reply.</summary>
    /// <param name="message">The message.</param>
    /// <param name="responder">Its index.</param>
    /// <param name="timeNs">The time.</param>
    /// <param name="bodyHash">Its body's.</param>
    public static void Stamp(Span<byte> message, int responder, long timeNs, ulong bodyHash)
    {
        message[WantsAt] = WantsByte(WantsOf(message), responder);
        BinaryPrimitives.WriteInt64LittleEndian(message[TimeAt..], timeNs);
        BinaryPrimitives.WriteUInt32LittleEndian(message, Check(message, bodyHash));
    }

    /// <summary>Reads the header; false where the message is too short or its check bytes are wrong.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out MessageHeader header) => TryRead(message, out header, out _);

    /// <summary>Reads the header; false where the message is too short or its check bytes are wrong.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, out MessageHeader header, out ulong bodyHash)
    {
        header = default;
        bodyHash = 0;
        if (message.Length < Protocol.Cell.MinPayloadBytes)
            return false;
        bodyHash = BodyHash(message);
        if (BinaryPrimitives.ReadUInt32LittleEndian(message) != Check(message, bodyHash))
            return false;
        header = new MessageHeader(
            WantsOf(message),
            (Phase)(message[PhaseAt] & ((1 << PhaseBits) - 1)),
            BinaryPrimitives.ReadUInt16LittleEndian(message[6..]),
            BinaryPrimitives.ReadInt64LittleEndian(message[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(message[TimeAt..]))
        {
            Responder = message[WantsAt] >> WantsBits,
            Cell = message[PhaseAt] >> PhaseBits,
        };
        return true;
    }

    private static Wants WantsOf(ReadOnlySpan<byte> message) => (Wants)(message[WantsAt] & ((1 << WantsBits) - 1));

    private static byte WantsByte(Wants wants, int responder) => (byte)((int)wants | (responder << WantsBits));

    private static uint Check(ReadOnlySpan<byte> message, ulong bodyHash) =>
        unchecked((uint)XxHash3.HashToUInt64(message[CheckBytes..Protocol.Cell.MinPayloadBytes], (long)bodyHash));
}

/// <summary>When a message was sent.</summary>
internal enum Phase : byte
{
    /// <summary>It is in no figure.</summary>
    WarmUp,

    /// <summary>While measuring.</summary>
    Measured,

    /// <summary>Says that measuring begins. Itself in no figure.</summary>
    Begin,

    /// <summary>Says that measuring ended. Itself in no figure.</summary>
    End,

    /// <summary>
    /// Asks how much the responder has compiled: <see cref="Measuring.RuntimeCounters.Packed"/> stands in place of the reply's time. Itself in no figure.
    /// </summary>
    Sample,
}

/// <summary>What the sender of a message waits for.</summary>
internal enum Wants : byte
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>The message itself, with the responder's time in place of the sender's.</summary>
    Echo,

    /// <summary>Its header only: the word that it and all before it were taken.</summary>
    Acknowledgement,
}
