using System.Buffers.Binary;
using System.IO.Compression;
using HdrHistogram;
using HdrHistogram.Utilities;

namespace InterContainer.Agent.Contract;

/// <summary>The histogram that latency goes into, and its text form: HdrHistogram V2, compressed, base64.</summary>
public static class LatencyHistogram
{
    /// <summary>
    /// The largest value it tells apart, 2⁴¹ − 1 ns or 36 min, which is longer than any cell. Anything longer counts as this. Above it,
    /// HdrHistogram 2.5 computes the width of a bucket in 32 bits and loses the value when it encodes the histogram.
    /// </summary>
    public const long MaxNs = (1L << 41) - 1;

    // The compressed form, V2: cookie, length of what follows, zlib; numbers are big endian.
    private const int CompressedCookie = 0x1c849304;
    private const int WordSize = 0xf0;
    private const int HeaderBytes = 2 * sizeof(int);

    // What is in it begins with cookie, length, offset (4 bytes each), digits (4), lowest and highest value (8 each), ratio (8). A text from
    // outside may claim anything there, and the decoder allocates what it claims.
    private const int LengthAt = 4;
    private const int DigitsAt = 12;
    private const int LowestAt = 16;
    private const int HighestAt = 24;
    private const int InnerHeaderBytes = 40;
    private const int MostDigits = 3;
    private const int MostBytes = 1 << 20;

    /// <summary>An empty one: 1 ns to <see cref="MaxNs"/> with 3 significant digits.</summary>
    public static LongHistogram Create() => new(1, MaxNs, 3);

    public static string Encode(HistogramBase histogram)
    {
        var buffer = ByteBuffer.Allocate(histogram.GetNeededByteBufferCapacity());
        var length = histogram.EncodeIntoCompressedByteBuffer(buffer);
        buffer.Position = 0;
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
            bytes[i] = buffer.Get();
        return Convert.ToBase64String(bytes);
    }

    /// <exception cref="FormatException">The text is no histogram.</exception>
    public static HistogramBase Decode(string text)
    {
        var bytes = Convert.FromBase64String(text);
        try
        {
            // Not by the library's own decoder of the compressed form: it takes what one Read of a stream gives for all, which since .NET 6 it is not.
            if (bytes.Length < HeaderBytes || (BinaryPrimitives.ReadInt32BigEndian(bytes) & ~WordSize) != CompressedCookie)
                throw new FormatException("Not an HdrHistogram V2 text: it does not begin like one.");
            using var content = new ZLibStream(new MemoryStream(bytes, HeaderBytes, BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(sizeof(int)))), CompressionMode.Decompress);
            Span<byte> header = stackalloc byte[InnerHeaderBytes];
            content.ReadExactly(header);
            var length = BinaryPrimitives.ReadInt32BigEndian(header[LengthAt..]);
            if (length is < 0 or > MostBytes
                || BinaryPrimitives.ReadInt32BigEndian(header[DigitsAt..]) is < 1 or > MostDigits
                || BinaryPrimitives.ReadInt64BigEndian(header[LowestAt..]) != 1
                || BinaryPrimitives.ReadInt64BigEndian(header[HighestAt..]) is < 2 or > 2 * MaxNs)
                throw new FormatException("Not an HdrHistogram V2 text of 1 ns to an hour with at most 3 digits.");
            // What follows is room that the encoder did not use.
            var whole = new byte[InnerHeaderBytes + length];
            header.CopyTo(whole);
            content.ReadExactly(whole.AsSpan(InnerHeaderBytes));
            return HistogramEncoding.DecodeFromByteBuffer(ByteBuffer.Allocate(whole), 0);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or FormatException))
        {
            // The decoder throws whatever its buffers throw.
            throw new FormatException($"Not an HdrHistogram V2 text: {e.Message}", e);
        }
    }
}
