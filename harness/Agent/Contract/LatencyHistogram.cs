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
            var buffer = ByteBuffer.Allocate(bytes);
            return HistogramEncoding.DecodeFromCompressedByteBuffer(buffer, 0);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The decoder throws whatever its buffers throw.
            throw new FormatException($"Not an HdrHistogram V2 text: {e.Message}", e);
        }
    }
}
