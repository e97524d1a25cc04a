using System.Buffers.Binary;
using System.IO.Compression;
using HdrHistogram;
using HdrHistogram.Utilities;

namespace InterContainer.Protocol;

/// <summary>The histogram that latency goes into, and its text form: HdrHistogram V2, compressed, base64.</summary>
public static class LatencyHistogram
{
    /// <summary>
    /// The largest value it distinguishes, 2⁴¹ − 1 ns or 36 min, which is longer than any cell. Anything longer counts as this. Above it,
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

    // More than 2⁴² ns in steps of a thousandth needs.
    private const long MostBuckets = 1 << 16;
    private const int MostDoublings = 42;

    /// <summary>An empty one: 1 ns to <see cref="MaxNs"/> with 3 significant digits.</summary>
    public static LongHistogram Create() => new(1, MaxNs, 3);

    public static EncodedHistogram Encode(HistogramBase histogram)
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
    public static HistogramBase Decode(EncodedHistogram text)
    {
        var whole = Unpack(text);
        try
        {
            return HistogramEncoding.DecodeFromByteBuffer(ByteBuffer.Allocate(whole), 0);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The decoder throws whatever its buffers throw.
            throw new FormatException($"Not an HdrHistogram V2 text: {e.Message}", e);
        }
    }

    /// <summary>
    /// What a text holds, without a histogram of a quarter of a MiB for it: each bucket in which something was recorded, in rising order, with the values that
    /// it does not distinguish. By the V2 format of HdrHistogram: counts by index as ZigZag LEB128. A negative number stands for so many empty buckets.
    /// </summary>
    /// <exception cref="FormatException">The text is no histogram.</exception>
    public static IReadOnlyList<RecordedBucket> Recorded(EncodedHistogram text)
    {
        var whole = Unpack(text);
        var digits = BinaryPrimitives.ReadInt32BigEndian(whole.AsSpan(DigitsAt));
        var highest = BinaryPrimitives.ReadInt64BigEndian(whole.AsSpan(HighestAt));
        // The first 2 × 10^digits values have a bucket each; from there on each doubling has half as many buckets.
        var half = (int)Math.Ceiling(Math.Log2(2 * Math.Pow(10, digits))) - 1;
        List<RecordedBucket> recorded = [];
        long index = 0;
        for (var at = InnerHeaderBytes; at < whole.Length;)
        {
            var count = ZigZag(whole, ref at);
            if (count <= 0)
            {
                index += count == 0 ? 1 : -Math.Max(count, -MostBuckets);
                continue;
            }

            var doubling = (int)Math.Clamp((index >> half) - 1, 0, MostDoublings);
            var lowest = (index - ((long)doubling << half)) << doubling;
            if (index >= MostBuckets || lowest > highest)
                throw new FormatException("Not an HdrHistogram V2 text: it counts values above its highest.");
            recorded.Add(new RecordedBucket(lowest, lowest + (1L << doubling) - 1, count));
            index++;
        }

        return recorded;
    }

    // At most nine bytes; the ninth has eight bits.
    private static long ZigZag(byte[] bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            if (at >= bytes.Length)
                throw new FormatException("Not an HdrHistogram V2 text: its last count is cut off.");
            var next = bytes[at++];
            if (shift == 56)
            {
                value |= (ulong)next << shift;
                break;
            }

            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                break;
        }

        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    // Not by the library's own decoder of the compressed form: it takes what one Read of a stream gives for all, which since .NET 6 it is not.
    private static byte[] Unpack(EncodedHistogram text)
    {
        var bytes = text.ToBytes();
        try
        {
            if (bytes.Length < HeaderBytes || (BinaryPrimitives.ReadInt32BigEndian(bytes) & ~WordSize) != CompressedCookie)
                throw new FormatException("Not an HdrHistogram V2 text: it does not begin like one.");
            var compressedBytes = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(sizeof(int)));
            using var content = new ZLibStream(new MemoryStream(bytes, HeaderBytes, compressedBytes), CompressionMode.Decompress);
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
            return whole;
        }
        catch (Exception e) when (e is not (OutOfMemoryException or FormatException))
        {
            throw new FormatException($"Not an HdrHistogram V2 text: {e.Message}", e);
        }
    }
}

/// <summary>A bucket of a histogram in which something was recorded.</summary>
/// <param name="Lowest">The least of its values.</param>
/// <param name="Highest">The greatest of them.</param>
/// <param name="Count">Positive.</param>
public readonly record struct RecordedBucket(long Lowest, long Highest, long Count);
