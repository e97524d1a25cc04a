using System.Globalization;
using InterContainer.Bench.Report.Exporting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Bench;

public sealed class ExportTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("export-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_row_is_a_cell_and_a_column_a_figure_to_its_last_digit()
    {
        var cell = Runs.RoundTrip("tcp", 64, 31_700, 120_000, 1234.5678901234567, 0.3) with { PollIntervalMs = 0.5, Counts = new Counts(10, 9, 1, 0, 2, 0) };

        var row = Assert.Single(CsvReader.Read(ResultsCsv.Of(Runs.Of(cell))));

        Assert.Equal(("tcp", "sockets", "round-trip", "64", "ok"), (row["transport"], row["family"], row["scenario"], row["payload_bytes"], row["status"]));
        Assert.Equal(("31700", "120000", "0.5", "1"), (row["latency_p50_ns"], row["latency_p99_ns"], row["poll_interval_ms"], row["lost"]));
        Assert.Equal(1234.5678901234567, double.Parse(row["messages_per_second"], CultureInfo.InvariantCulture));
        Assert.Equal(("0.15", "", "true", ""), (row["initiator_cpu_cores"], row["service_cpu_cores"], row["ordered"], row["one_way_request_p50_ns"]));
    }

    [Fact]
    public void Texts_come_back_as_they_were()
    {
        var text = "a \"quoted\" word, a comma\r\nand a line";

        Assert.Equal(text, Assert.Single(CsvReader.Read(ResultsCsv.Of(Runs.Of(Runs.RoundTrip("tcp", 64, 1, 1, 1) with { Reason = text }))))["reason"]);
    }

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    public void A_text_that_a_spreadsheet_would_compute_stays_a_text(string name) =>
        Assert.Equal($"'{name}", Assert.Single(CsvReader.Read(ResultsCsv.Of(Runs.Of(Runs.RoundTrip(name, 64, 1, 1, 1)))))["transport"]);

    [Fact]
    public void A_percentile_file_holds_the_distribution_in_microseconds()
    {
        // 1 to 1,000 µs, each once: the value at a percentile is that percentile of 1,000 µs.
        var histogram = LatencyHistogram.Create();
        for (var us = 1; us <= 1000; us++)
            histogram.RecordValue(us * 1000);
        var lines = PercentileFile.Of(Runs.RoundTrip("tcp", 64, 1, 1, 1), histogram).Split('\n');
        var rows = lines.Where(line => !line.StartsWith('#')).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields.Length == 4 && fields[0] != "Value")
            .Select(fields => fields.Select(field => double.Parse(field, CultureInfo.InvariantCulture)).ToArray())
            .ToList();

        Assert.StartsWith("#[tcp round-trip 64 B; values in microseconds]", lines[0], StringComparison.Ordinal);
        Assert.True(rows.Count > 20);
        Assert.All(rows, row => Assert.InRange(row[0], row[2] * 0.999, row[2] * 1.001));
        Assert.All(rows, row => Assert.InRange(row[2], row[1] * 1000, (row[1] * 1000) + 1.001));
        Assert.All(rows, row => Assert.Equal(1 / (1 - row[1]), row[3], 0.01 * row[3]));
        Assert.Contains(
            lines,
            line => line.StartsWith("#[Max", StringComparison.Ordinal) && line.Contains("Total count    =         1000", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("file-poll:interval=10ms", "file-poll-interval=10ms-round-trip-64")]
    [InlineData("../../etc/passwd", "etc-passwd-round-trip-64")]
    [InlineData("a<b>|\0ü", "a-b-----round-trip-64")]
    public void The_name_of_a_percentile_file_is_safe(string transport, string name) =>
        Assert.Equal(name, PercentileFile.NameOf(Runs.RoundTrip(transport, 64, 1, 1, 1)));

    [Fact]
    public void A_load_and_initiators_are_in_the_name() =>
        Assert.Equal("tcp-load-64-x4-2500ps", PercentileFile.NameOf(Runs.Load("tcp", 64, 2500, 1, 1) with { Initiators = 4 }));

    [Fact]
    public void Each_cell_with_a_latency_has_a_file_and_a_broken_one_is_named()
    {
        var broken = Runs.RoundTrip("udp", 64, 1, 1, 1);
        var left = Exports.Write(
            Runs.Of(
                Runs.RoundTrip("a:b", 64, 1000, 2000, 1),
                Runs.RoundTrip("a;b", 64, 1000, 2000, 1),
                Runs.Cell("tcp", Scenario.Stream, 64, rate: 1),
                broken with { Rounds = [broken.Rounds[0] with { LatencyNs = broken.Rounds[0].LatencyNs! with { Histogram = "bm90aGluZw==" } }] }),
            _folder.FullName);

        Assert.Equal(
            ["a-b-round-trip-64-2.hgrm", "a-b-round-trip-64.hgrm"],
            _folder.GetFiles("hgrm/*").Select(file => file.Name).Order(StringComparer.Ordinal));
        Assert.Contains("udp-round-trip-64.hgrm was left out", Assert.Single(left), StringComparison.Ordinal);
        Assert.Equal(4, CsvReader.Read(File.ReadAllText(Path.Combine(_folder.FullName, "results.csv"))).Count);
    }
}
