using System.Text.Json;
using InterContainer.Bench.Report.Judging;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Bench;

/// <summary>The figures of BenchmarkDotNet agree with the rate of the cell.</summary>
[Collection(nameof(BenchmarkDotNetAdapter))]
public sealed class BenchmarkDotNetAdapterTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("judge-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void The_mean_is_over_rounds_whose_messages_came_in_batches()
    {
        // 1,029 messages in 100 ms: 97,182 ns a message. Over windows the mean would be (50 ms + 48.6 µs) / 2, 25 ms.
        var row = Row(Batches(1), Batches(2), Batches(3));

        Assert.Equal(("97.2 µs", "10.3k/s"), (row["Mean"], row["messages/s"]));
        Assert.Equal(("0 ns", "0 ns"), (row["Error"], row["StdDev"]));
    }

    [Fact]
    public void The_error_is_of_rounds()
    {
        // 100, 110 and 120 µs a message: a deviation of 10 µs, and 99.9 % of Student with 2 degrees is 31.6 × 10 / √3.
        var row = Row(Even(1, 100_000), Even(2, 110_000), Even(3, 120_000));

        Assert.Equal(("110 µs", "182 µs", "10 µs"), (row["Mean"], row["Error"], row["StdDev"]));
    }

    [Fact]
    public void Of_one_round_there_is_a_mean_and_no_error()
    {
        var row = Row(Even(1, 100_000));

        Assert.Equal("100 µs", row["Mean"]);
        Assert.DoesNotContain(row.Keys, column => column is "Error" or "StdDev");
    }

    [Fact]
    public void The_row_says_what_was_lost()
    {
        var row = Row(cell => cell with { Counts = new Counts(1_234_567, 1_218_183, 16_384, 0, 0, 0) }, Even(1, 100_000));

        Assert.Equal("ok, lost 16,384 of 1,234,567", row["status"]);
    }

    [Fact]
    public void Exporters_write_what_the_table_says()
    {
        new BenchmarkDotNetAdapter(BenchmarkDotNetOptions.Parse(["--exporters", "json"]))
            .Judged(Runs.Of(Cell(Even(1, 100_000), Even(2, 110_000))), _folder.FullName);

        var files = _folder.GetFiles("*", SearchOption.AllDirectories);
        Assert.Contains("105 µs", File.ReadAllText(Assert.Single(files, file => file.Extension == ".csv").FullName), StringComparison.Ordinal);
        Assert.All(files.Where(file => file.Extension == ".json"), file =>
            Assert.Equal(2, Assert.Single(Benchmarks(file)).GetProperty("Statistics").GetProperty("N").GetInt32()));
    }

    [Fact]
    public void A_run_of_a_merged_file_is_one_measurement()
    {
        RoundResult Round(string run, int number, long nsPerMessage) => Even(number, nsPerMessage) with { Run = run };
        var run = Runs.Of(Cell(Round("a", 1, 100_000), Round("a", 2, 120_000), Round("b", 1, 200_000), Round("b", 2, 200_000)));
        MergedRun Of(string id) => new(id, run.Run.StartedUtc, run.Run.StartedUtc, "run", 1, 2);
        var merged = run with { Run = run.Run with { Merged = [Of("a"), Of("b")] } };

        new BenchmarkDotNetAdapter(BenchmarkDotNetOptions.Parse(["--exporters", "json"])).Judged(merged, _folder.FullName);

        var statistics = Assert.Single(Benchmarks(_folder.GetFiles("*.json", SearchOption.AllDirectories)[0])).GetProperty("Statistics");
        Assert.Equal((2, 155_000.0), (statistics.GetProperty("N").GetInt32(), statistics.GetProperty("Mean").GetDouble()));
    }

    [Theory]
    [InlineData("json", "-report-full-compressed.json")]
    [InlineData("briefjson", "-report-brief.json")]
    public void Json_holds_what_was_measured_in_a_file_a_scenario_and_a_file_a_run_and_the_rest_is_named(string exporter, string ending)
    {
        var (stream, roundTrip) = (Cell(Even(1, 100_000)), Of(Scenario.RoundTrip, "tcp"));
        var failed = Of(Scenario.RoundTrip, "udp") with { Status = Status.Failed, Reason = "it broke", Rounds = [] };

        var judged = new BenchmarkDotNetAdapter(BenchmarkDotNetOptions.Parse(["--exporters", exporter]))
            .Judged(Runs.Of(stream, roundTrip, failed), _folder.FullName);

        var files = _folder.GetFiles("*.json", SearchOption.AllDirectories).OrderBy(file => file.Name, StringComparer.Ordinal).ToList();
        Assert.Equal(
            ["InterContainer.Bench.Report.Judging.RoundTrip", "InterContainer.Bench.Report.Judging.Stream", "run"],
            files.Select(file => file.Name[..^ending.Length]));
        Assert.Equal([1, 1, 2], files.Select(file => Benchmarks(file).Count));
        Assert.All(files.SelectMany(Benchmarks), benchmark => Assert.True(benchmark.GetProperty("Statistics").GetProperty("Mean").GetDouble() > 0));
        Assert.EndsWith("left out, for lack of figures: udp round-trip 64 B", Assert.Single(judged.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_a_run_without_figures_there_is_no_json()
    {
        var failed = Of(Scenario.RoundTrip, "udp") with { Status = Status.Failed, Reason = "it broke", Rounds = [] };
        var judged = new BenchmarkDotNetAdapter(BenchmarkDotNetOptions.Parse(["--exporters", "json"])).Judged(Runs.Of(failed), _folder.FullName);

        Assert.Empty(_folder.GetFiles("*.json", SearchOption.AllDirectories));
        Assert.Contains("none", Assert.Single(judged.Notes), StringComparison.Ordinal);
    }

    private static List<JsonElement> Benchmarks(FileInfo file) =>
        [.. JsonDocument.Parse(File.ReadAllText(file.FullName)).RootElement.GetProperty("Benchmarks").EnumerateArray()];

    private static CellResult Of(Scenario scenario, string transport) => Runs.Cell(transport, scenario, 64).OfRounds(Even(1, 100_000));

    private Dictionary<string, string> Row(params RoundResult[] rounds) => Row(cell => cell, rounds);

    private Dictionary<string, string> Row(Func<CellResult, CellResult> change, params RoundResult[] rounds)
    {
        var table = Assert.Single(new BenchmarkDotNetAdapter(BenchmarkDotNetOptions.Parse([])).Judged(Runs.Of(change(Cell(rounds))), _folder.FullName).Tables);
        var rows = table.Split('\n')
            .Where(line => line.Contains('|', StringComparison.Ordinal))
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .ToList();
        return rows[0].Zip(rows[^1]).Where(pair => pair.First.Length > 0).ToDictionary(pair => pair.First, pair => pair.Second);
    }

    private static CellResult Cell(params RoundResult[] rounds) => Runs.Cell("sqlite-poll", Scenario.Stream, 64).OfRounds(rounds);

    private static RoundResult Batches(int number) => Of(number, new Window(1, 50_000_000), new Window(1_028, 50_000_000));

    private static RoundResult Even(int number, long nsPerMessage) => Of(number, new Window(500, 500 * nsPerMessage), new Window(500, 500 * nsPerMessage));

    private static RoundResult Of(int number, params Window[] windows)
    {
        var perSecond = windows.Sum(window => window.Messages) * 1e9 / windows.Sum(window => window.ElapsedNs);
        return new RoundResult { Round = number, Windows = windows, Throughput = new Throughput(perSecond, perSecond * 64) };
    }
}
