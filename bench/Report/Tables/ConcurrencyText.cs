using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Tables;

/// <summary>Cells with more than one message in flight, as people read them. Pure.</summary>
/// <param name="Name">What there is more of.</param>
/// <param name="Number">How much of it a cell has.</param>
/// <param name="Single">The same cell with one of it.</param>
/// <param name="Scenarios">Those in which it is varied.</param>
internal sealed record ConcurrencyText(string Name, Func<CellResult, int> Number, Func<CellResult, CellResult> Single, IReadOnlyList<Scenario> Scenarios)
{
    /// <summary>Each has its own connection.</summary>
    public static ConcurrencyText Initiators { get; } =
        new("initiators", cell => cell.Initiators, cell => cell with { Initiators = 1 }, [Scenario.RoundTrip, Scenario.Stream]);

    /// <summary>On one connection.</summary>
    public static ConcurrencyText InFlight { get; } = new("in flight", cell => cell.InFlight, cell => cell with { InFlight = 1 }, [Scenario.RoundTrip]);

    /// <summary>The cells of each transport and payload that were measured with more than one, by their number.</summary>
    public IEnumerable<IGrouping<(string Transport, Scenario Scenario, int PayloadBytes), CellResult>> Curves(RunResults run) => run.Results
        .Where(cell => Scenarios.Contains(cell.Scenario) && Single(cell) is { IsPlain: true })
        .OrderBy(Number)
        .GroupBy(cell => (cell.Transport, cell.Scenario, cell.PayloadBytes))
        .Where(curve => curve.Any(cell => Number(cell) > 1));

    /// <summary>A row a cell; empty where there is none.</summary>
    public MarkdownTable Table(RunResults run)
    {
        var curves = Curves(run).ToList();
        var ones = curves.ToDictionary(
            curve => curve.Key, curve => curve.FirstOrDefault(cell => Number(cell) == 1)?.Throughput?.MessagesPerSecond);
        return MarkdownTable.Of(
            curves.SelectMany(curve => curve),
            CellColumns.Transport,
            CellColumns.Scenario,
            CellColumns.Payload,
            this == InFlight ? CellColumns.InFlight : CellColumns.Initiators,
            CellColumns.Rate,
            CellColumns.SpeedUp with
            {
                Text = cell => ones[(cell.Transport, cell.Scenario, cell.PayloadBytes)] is > 0 and var one && cell.Throughput is { } more
                    ? $"{Figures.Digits(more.MessagesPerSecond / one)}×"
                    : "-",
            },
            CellColumns.Latency.P50,
            CellColumns.Latency.P99,
            CellColumns.Cores,
            CellColumns.Status(Tail.P99));
    }
}
