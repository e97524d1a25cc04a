using InterContainer.Bench.Formatting;
using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Analysis;

/// <summary>What people wish for, and which of the measured transports gives it best. Pure.</summary>
internal static class BestChoices
{
    private static readonly Figure Median = new("p50", Scenario.RoundTrip, cell => cell.LatencyNs!.P50, Figures.Duration, LessIsBetter: true, Quantity.P50);
    private static readonly Figure Tail = new(
        "p99", Scenario.RoundTrip, cell => cell.LatencyNs!.P99 ?? double.NaN, Figures.Duration, LessIsBetter: true, Quantity.P99);
    private static readonly Figure Rate = new(
        "stream", Scenario.Stream, cell => cell.Throughput!.MessagesPerSecond, Figures.Rate, LessIsBetter: false, Quantity.MessagesPerSecond);
    private static readonly Figure Bytes = new(
        "stream", Scenario.Stream, cell => cell.Throughput!.BytesPerSecond, Figures.BytesPerSecond, LessIsBetter: false, Quantity.MessagesPerSecond);
    private static readonly Figure Cpu = new("CPU time a round trip", Scenario.RoundTrip, CpuNs, Figures.Duration, LessIsBetter: true);
    private static readonly Figure StreamCpu = new("CPU time a message", Scenario.Stream, CpuNs, Figures.Duration, LessIsBetter: true);
    private static readonly Figure First = new("p50", Scenario.Connect, cell => cell.LatencyNs!.P50, Figures.Duration, LessIsBetter: true, Quantity.P50);

    private static readonly Figure Woken = new(
        "p50", Scenario.Load, cell => cell.ServiceTimeNs!.P50, Figures.Duration, LessIsBetter: true, Quantity.ServiceTimeP50);
    private static readonly Figure WokenCpu = new("CPU time a message", Scenario.Load, CpuNs, Figures.Duration, LessIsBetter: true);

    private static readonly (string Wish, Figure By, Func<CellResult, bool> Fulfils)[] Wishes =
    [
        ("want the shortest usual round trip, back to back", Median, _ => true),
        ("send messages at {0} and want the usual answer soon", Woken, _ => true),
        ("send messages at {0} and pay for CPU", WokenCpu, _ => true),
        ("care about the slowest one in a hundred", Tail, _ => true),
        ("send as many messages one way as you can", Rate, _ => true),
        ("pay for CPU by the request", Cpu, _ => true),
        ("pay for CPU by the streamed message", StreamCpu, _ => true),
        ("connect anew for each request", First, _ => true),
        ("have only a network between the two, as on two hosts", Median, cell => Needs(cell) == Transports.Needs.Network),
        ("want no broker and no database server", Median, cell => cell.Guarantees is { SurvivesServiceRestart: null }),
        ("need what was accepted to arrive after the receiver was restarted", Median, cell => cell.Guarantees is { SurvivesResponderRestart: true }),
        ("need that at the highest rate", Rate, cell => cell.Guarantees is { SurvivesResponderRestart: true }),
        (
            "need it to survive a restart of the receiver and of any service in between",
            Median,
            cell => cell.Guarantees is { SurvivesResponderRestart: true, SurvivesServiceRestart: not false }),
        ("need each accepted message on disk", Median, cell => cell.Settings.GetValueOrDefault(Durability.Setting) == Durability.Disk),
        ("need each accepted message on disk, at the highest rate", Rate, cell => cell.Settings.GetValueOrDefault(Durability.Setting) == Durability.Disk),
    ];

    /// <summary>A row a wish that the run has figures for.</summary>
    /// <param name="cells">Round trips, streams and loads at the ordinary rate that may be trusted, of one initiator.</param>
    /// <param name="uncertainty">Of their run.</param>
    /// <param name="payload">Bytes.</param>
    /// <param name="rate">The ordinary rate of the loads among the cells; null: there are none.</param>
    public static IReadOnlyList<Choice> Of(IReadOnlyList<CellResult> cells, Uncertainty uncertainty, int payload, string? rate)
    {
        var choices = new List<Choice>();
        foreach (var (wish, by, fulfils) in Wishes)
        {
            var figure = by == Rate && payload >= LargeBytes ? Bytes : by;
            var measured = cells.Where(cell => cell.PayloadBytes == payload && cell.Scenario == figure.Of && double.IsFinite(figure.Value(cell))).ToList();
            if (measured.Count > 0)
                choices.Add(Choose(wish.Replace("{0}", rate, StringComparison.Ordinal), figure, measured.Where(fulfils), uncertainty));
        }

        return choices;
    }

    private const int MostNext = 2;

    /// <summary>From here on bytes a second say more than messages a second.</summary>
    public const int LargeBytes = 16 * 1024;

    // Not a number where it was not measured.
    private static double CpuNs(CellResult cell) => cell.CpuNsPerMessage() is > 0 and var ns ? ns : double.NaN;

    private static Choice Choose(string wish, Figure figure, IEnumerable<CellResult> candidates, Uncertainty uncertainty)
    {
        var ranked = candidates.OrderBy(cell => figure.LessIsBetter ? figure.Value(cell) : -figure.Value(cell)).ToList();
        if (ranked.Count == 0)
            return new Choice(wish, null, "", []);
        var best = figure.Value(ranked[0]);
        bool IsClose(CellResult cell) =>
            figure.Compared is { } quantity && Comparison.Of(ranked[0], uncertainty, cell, uncertainty, quantity) is { Low: not null } comparison
                ? comparison.Verdict(figure.LessIsBetter) == Verdict.Indistinguishable
                : figure.LessIsBetter ? figure.Value(cell) <= best * (1 + Answer.Close) : figure.Value(cell) >= best * (1 - Answer.Close);
        var next = ranked.Skip(1).Index().TakeWhile(pair => pair.Index < MostNext || IsClose(pair.Item)).Select(pair => pair.Item);
        return new Choice(
            wish,
            ranked[0],
            $"{figure.Name} {figure.Words(best)}",
            [.. next.Select(cell => new RunnerUp(cell.Transport, figure.Words(figure.Value(cell)), IsClose(cell), FlagMark.Of(cell).Any()))]);
    }

    // Of a plug-in the page knows only its guarantees in the run.
    private static Needs? Needs(CellResult cell) =>
        Catalogue.BuiltIn.Transports.FirstOrDefault(transport => transport.Traits.Name == cell.Transport.Split(':')[0])?.Traits.Needs;

    private sealed record Figure(
        string Name, Scenario Of, Func<CellResult, double> Value, Func<double, string> Words, bool LessIsBetter, Quantity? Compared = null);
}
