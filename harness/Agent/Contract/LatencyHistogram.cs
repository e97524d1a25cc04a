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
            using var whole = new MemoryStream();
            content.CopyTo(whole);
            return HistogramEncoding.DecodeFromByteBuffer(ByteBuffer.Allocate(whole.ToArray()), 0);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or FormatException))
        {
            // The decoder throws whatever its buffers throw.
            throw new FormatException($"Not an HdrHistogram V2 text: {e.Message}", e);
        }
    }
}
