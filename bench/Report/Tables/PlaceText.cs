using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Tables;

/// <summary>What places cost, as people read it. Pure.</summary>
internal static class PlaceText
{
    private const int FewestFamilies = 3;

    /// <summary>A row a cell; empty where the run has one place alone.</summary>
    public static MarkdownTable Table(RunResults run, PlaceDimension dimension)
    {
        var uncertainty = new Uncertainty(run);
        var groups = dimension.Groups(run).ToList();
        var firsts = groups.SelectMany(group => group.Select(cell => (Cell: cell, First: group[0]))).ToDictionary(pair => pair.Cell, pair => pair.First);
        var costs = firsts.ToDictionary(pair => pair.Key, pair => dimension.Cost(pair.Value, pair.Key, uncertainty));
        return MarkdownTable.Of(
            groups.SelectMany(group => group),
            CellColumns.Transport,
            CellColumn.OfText(dimension.Name, "Where the pair stood", null, dimension.PlaceOf),
            CellColumns.Scenario with
            {
                Text = cell => $"{EnumText.Of(cell.Scenario)}{CellText.Numbers(cell)}{CellText.Conditions(dimension.Without(cell.Conditions))}",
            },
            CellColumns.Payload,
            CellColumns.Latency.P50,
            CellColumns.Rate,
            CellColumn.OfNumber($"× {dimension.Default}", cell => costs[cell]?.Ratio, Times),
            CellColumn.OfNumber("95 % CI", cell => costs[cell]?.Low, Figures.Digits) with
            {
                Text = cell => costs[cell] is { Low: { } low, High: { } high } ? $"{Figures.Digits(low)} to {Figures.Digits(high)}" : "-",
            },
            CellColumn.OfNumber("difference", cell => costs[cell] is null ? null : cell.LatencyNs?.P50 - firsts[cell].LatencyNs?.P50, Signed),
            CellColumns.Latency.P99,
            CellColumns.Cpu,
            CellColumn.OfNumber(
                $"CPU × {dimension.Default}", cell => costs[cell] is null ? null : cell.CpuNsPerMessage() / firsts[cell].CpuNsPerMessage(), Times),
            CellColumns.Status(Tail.P99));
    }

    /// <summary>
    /// What each place costs, a sentence a place and payload: <c>published costs tcp 2.1× (1.9 to 2.4) here</c>; none where there is one place alone.
    /// </summary>
    public static IEnumerable<string> Sentences(RunResults run, PlaceDimension dimension)
    {
        var uncertainty = new Uncertainty(run);
        var costs =
            from cells in dimension.Groups(run)
            where cells[0].Scenario == Scenario.RoundTrip && dimension.Without(cells[0].Conditions).IsDefault && cells[0] is { Initiators: 1, InFlight: 1 }
            from cell in cells
            let cost = dimension.Cost(cells[0], cell, uncertainty)
            where cost is not null
            group (cell.Transport, Cost: cost) by (Place: dimension.PlaceOf(cell), cell.PayloadBytes);
        return costs.Select(place => Sentence(place.Key.Place, place.Key.PayloadBytes, [.. place], dimension.Default))
            .Concat(Rankings(run, dimension));
    }

    private static string Sentence(string place, int payloadBytes, IReadOnlyList<(string Transport, Comparison Cost)> costs, string other)
    {
        string? Part(string verb, Verdict verdict, string rest = "")
        {
            var named = costs.Where(one => one.Cost.Verdict(lessIsBetter: true) == verdict)
                .Select(one => $"{one.Transport} {PlaceDimension.Times(one.Cost)}")
                .ToList();
            return named.Count == 0 ? null : $"{verb}{string.Join(", ", named)}{rest}";
        }

        var same = costs.Where(one => one.Cost.Verdict(lessIsBetter: true) == Verdict.Indistinguishable).Select(one => one.Transport).ToList();
        var parts = new[]
        {
            Part("costs ", Verdict.Worse, " here"),
            Part("takes ", Verdict.Better, $" of the time that they take on {other}"),
            Part("differs by ", Verdict.Unknown, " in one round, which has no noise to tell that by"),
            same.Count == 0 ? null : $"does not differ from {other} for {string.Join(", ", same)} by more than the noise of this run",
        };
        return $"{place} {string.Join("; it ", parts.OfType<string>())}: median round trip of {Figures.Bytes(payloadBytes)}, compared with {other}.";
    }

    // What to use in a place is a question of its own, once there is a choice.
    private static IEnumerable<string> Rankings(RunResults run, PlaceDimension dimension) =>
        from cell in run.Results
        where cell is { Scenario: Scenario.RoundTrip, Status: Status.Ok, LatencyNs: not null, Initiators: 1, InFlight: 1 }
        where cell.Family != Transports.Family.Baseline
        where dimension.Of(cell.Conditions) is not null && dimension.Without(cell.Conditions).IsDefault
        group cell by (Place: dimension.PlaceOf(cell), cell.PayloadBytes) into place
        where place.Select(cell => cell.Family).Distinct().Count() >= FewestFamilies
        select $"{dimension.Where} {place.Key.Place}, by median round trip of {Figures.Bytes(place.Key.PayloadBytes)}: "
            + $"{string.Join(", ", place.OrderBy(cell => cell.LatencyNs!.P50).Select(cell => $"{cell.Transport} {Figures.Duration(cell.LatencyNs!.P50)}"))}.";

    private static string Times(double ratio) => $"{Figures.Digits(ratio)}×";

    private static string Signed(double ns) => $"{(ns < 0 ? "−" : "+")}{Figures.Duration(Math.Abs(ns))}";
}
