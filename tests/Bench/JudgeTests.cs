using InterContainer.Agent.Contract;
using InterContainer.Bench.Judging;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Bench;

/// <summary>What BenchmarkDotNet says of a cell stands beside its rate, and does not contradict it.</summary>
[Collection(nameof(Judge))]
public sealed class JudgeTests : IDisposable
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
        new Judge(JudgeOptions.Parse(["--exporters", "json"])).Tables(Runs.Of(Cell(Even(1, 100_000), Even(2, 110_000))), _folder.FullName);

        var files = _folder.GetFiles("*", SearchOption.AllDirectories);
        Assert.Contains("105 µs", File.ReadAllText(Assert.Single(files, file => file.Extension == ".csv").FullName), StringComparison.Ordinal);
        Assert.Contains("\"N\":2", File.ReadAllText(Assert.Single(files, file => file.Extension == ".json").FullName).Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private Dictionary<string, string> Row(params RoundResult[] rounds) => Row(cell => cell, rounds);

    private Dictionary<string, string> Row(Func<CellResult, CellResult> change, params RoundResult[] rounds)
    {
        var table = Assert.Single(new Judge(JudgeOptions.Parse([])).Tables(Runs.Of(change(Cell(rounds))), _folder.FullName));
        var rows = table.Split('\n').Where(line => line.Contains('|', StringComparison.Ordinal)).Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)).ToList();
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
