using System.Buffers.Binary;
using System.IO.Compression;
using InterContainer.Agent.Contract;

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
        var bytes = Convert.FromBase64String(LatencyHistogram.Encode(histogram));
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
}
