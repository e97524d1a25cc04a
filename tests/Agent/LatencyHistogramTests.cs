using System.Buffers.Binary;
using System.IO.Compression;
using HdrHistogram;
using InterContainer.Protocol;

namespace InterContainer.Tests.Agent;

public class LatencyHistogramTests
{
    [Fact]
    public void Percentiles_survive_the_text_form()
    {
        var histogram = LatencyHistogram.Create();
        for (var ns = 1; ns <= 1000; ns++)
            histogram.RecordValue(ns);

        var read = Distribution.Of(LatencyHistogram.Decode(LatencyHistogram.Encode(histogram)))!;

        Assert.Equal((1000, 1L, 500L, 900L, 990L, 999L, 1000L), (read.Count, read.Min, read.P50, read.P90, read.P99, read.P999, read.Max));
        Assert.Equal(500.5, read.Mean, 3);
    }

    [Fact]
    public void The_longest_value_is_kept_with_three_digits()
    {
        var histogram = LatencyHistogram.Create();
        histogram.RecordValue(LatencyHistogram.MaxNs);

        Assert.Equal(LatencyHistogram.MaxNs, Distribution.Of(LatencyHistogram.Decode(LatencyHistogram.Encode(histogram)))!.Max, LatencyHistogram.MaxNs * 0.001);
    }

    [Theory]
    [InlineData("no base64!")]
    [InlineData("AAAA")]
    [InlineData("HISTFAAAABTxYhe3U")]
    public void Another_text_is_refused(string text) =>
        Assert.Throws<FormatException>(() => LatencyHistogram.Decode(text));

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1_000_000)]
    [InlineData(-1)]
    public void A_text_that_claims_more_than_it_holds_is_refused(int length)
    {
        var histogram = LatencyHistogram.Create();
        histogram.RecordValue(1);
        var bytes = LatencyHistogram.Encode(histogram).ToBytes();
        using var inner = new MemoryStream();
        using (var inflate = new ZLibStream(new MemoryStream(bytes, 8, bytes.Length - 8), CompressionMode.Decompress))
            inflate.CopyTo(inner);
        BinaryPrimitives.WriteInt32BigEndian(inner.GetBuffer().AsSpan(4), length);
        using var outer = new MemoryStream();
        outer.Write(bytes, 0, 4);
        outer.Write(new byte[4]);
        using (var deflate = new ZLibStream(outer, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(inner.GetBuffer(), 0, (int)inner.Length);
        BinaryPrimitives.WriteInt32BigEndian(outer.GetBuffer().AsSpan(4), (int)outer.Length - 8);

        Assert.Throws<FormatException>(() => LatencyHistogram.Decode(Convert.ToBase64String(outer.GetBuffer(), 0, (int)outer.Length)));
    }

    [Fact]
    public void An_empty_histogram_has_no_distribution() =>
        Assert.Null(Distribution.Of(LatencyHistogram.Create()));

    [Fact]
    public void A_histogram_of_many_values_comes_back_whole()
    {
        var histogram = LatencyHistogram.Create();
        for (var i = 1; i < 300_000; i++)
            histogram.RecordValueWithCount(i * 37L, (i % 300) + 1);

        var back = LatencyHistogram.Decode(LatencyHistogram.Encode(histogram));

        Assert.Equal(histogram.TotalCount, back.TotalCount);
        Assert.Equal(histogram.GetValueAtPercentile(99.9), back.GetValueAtPercentile(99.9));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_recorded_buckets_are_those_that_the_library_reads(int seed)
    {
        var random = new Random(seed);
        var histogram = LatencyHistogram.Create();
        for (var i = 0; i < 2000; i++)
            histogram.RecordValueWithCount(
                (long)Math.Exp(random.NextDouble() * Math.Log(LatencyHistogram.MaxNs)),
                random.NextInt64(1, 1L << random.Next(1, 40)));
        histogram.RecordValue(0);
        histogram.RecordValue(LatencyHistogram.MaxNs);
        var text = LatencyHistogram.Encode(histogram);
        var library = LatencyHistogram.Decode(text);

        var recorded = LatencyHistogram.Recorded(text);

        Assert.Equal(
            library.RecordedValues().Select(value => (
                library.LowestEquivalentValue(value.ValueIteratedTo),
                library.HighestEquivalentValue(value.ValueIteratedTo),
                value.CountAtValueIteratedTo)),
            recorded.Select(bucket => (bucket.Lowest, bucket.Highest, bucket.Count)));
    }

    [Fact]
    public void Nothing_is_recorded_in_an_empty_histogram() =>
        Assert.Empty(LatencyHistogram.Recorded(LatencyHistogram.Encode(LatencyHistogram.Create())));

    // Where the library's decoder gives values, so does ours, and the same; where it gives none, neither throws anything but what it says.
    [Fact]
    public void A_changed_text_is_read_alike_or_refused()
    {
        var random = new Random(4);
        var histogram = LatencyHistogram.Create();
        for (var i = 0; i < 50; i++)
            histogram.RecordValue(random.NextInt64(1, 1_000_000));
        var inner = Inflate(LatencyHistogram.Encode(histogram).ToBytes());
        for (var i = 0; i < 2000; i++)
        {
            var changed = inner.ToArray();
            changed[random.Next(changed.Length)] = (byte)random.Next(256);
            var text = Deflate(changed);
            var read = OrNone(() => LatencyHistogram.Recorded(text).Sum(bucket => (double)bucket.Count));
            var library = OrNone(() => LatencyHistogram.Decode(text).RecordedValues().Sum(value => (double)value.CountAtValueIteratedTo));
            if (read is not null && library is not null)
                Assert.Equal(library.Value, read.Value, 1e-9 * Math.Abs(library.Value));
        }

        static double? OrNone(Func<double> read)
        {
            try
            {
                return read();
            }
            catch (FormatException)
            {
                return null;
            }
        }
    }

    private static byte[] Inflate(byte[] bytes)
    {
        using var inner = new MemoryStream();
        using (var inflate = new ZLibStream(new MemoryStream(bytes, 8, bytes.Length - 8), CompressionMode.Decompress))
            inflate.CopyTo(inner);
        var whole = inner.ToArray();
        return whole[..(40 + BinaryPrimitives.ReadInt32BigEndian(whole.AsSpan(4)))];
    }

    private static string Deflate(byte[] inner)
    {
        using var outer = new MemoryStream();
        outer.Write([0x1c, 0x84, 0x93, 0x14, 0, 0, 0, 0]);
        using (var deflate = new ZLibStream(outer, CompressionLevel.Fastest, leaveOpen: true))
            deflate.Write(inner);
        var bytes = outer.ToArray();
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4), bytes.Length - 8);
        return Convert.ToBase64String(bytes);
    }
}
