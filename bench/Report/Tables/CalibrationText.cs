using System.Globalization;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Tables;

/// <summary>A calibration as people read it. Pure.</summary>
internal static class CalibrationText
{
    /// <summary>Our cell and the figure: <c>tcp 64 B p50</c>.</summary>
    public static string Of(CalibrationRow row) =>
        $"{row.Transport} {(row.Scenario == Scenario.Stream ? "stream " : "")}{Figures.Bytes(row.PayloadBytes)}{InFlight(row)}{AtRate(row)} {Of(row.Quantity)}"
        + (row.Network is { } network ? $" over {network}" : "");

    /// <summary>A row a figure, as a table of Markdown.</summary>
    public static MarkdownTable Table(IReadOnlyList<CalibrationRow> rows)
    {
        var table = new MarkdownTable(
            "suite", "native tool", ">suite, median", ">native, median", ">median of the rounds' ratios", "range of the ratios", "better is");
        foreach (var row in rows)
        {
            table.Add(
                Of(row),
                row.Tool,
                row.Suite.Count > 0 ? Value(row.Quantity, Median.Of(row.Suite)) : "-",
                row.Native.Count > 0 ? Value(row.Quantity, Median.Of(row.Native)) : "-",
                row.Ratio is { } ratio ? Figures.Digits(ratio.Median) : "FAILED",
                row.Ratio is { } spread
                    ? $"{Figures.Digits(spread.Min)} to {Figures.Digits(spread.Max)}, {row.Suite.Count} round{(row.Suite.Count == 1 ? "" : "s")}"
                    : row.Reason ?? "-",
                Better.IsLess(row.Quantity) ? "lower" : "higher");
        }

        return table;
    }

    /// <summary>
    /// How many figures of our cells, measured once more for the calibration, agree with those of the run, and which do not; empty where no figure has two
    /// rounds in both. Corrected for the number of figures, as between two runs.
    /// </summary>
    public static IEnumerable<string> Agreement(RunResults run)
    {
        var uncertainty = new Uncertainty(run);
        var figures = (
            from row in run.Calibration
            where row.Network is null
            let cell = run.Results.FirstOrDefault(cell =>
                cell.IsPlain && row is { OfferedRate: null, InFlight: 1 } && cell.Status == Status.Ok
                && (cell.Transport, cell.Scenario, cell.PayloadBytes) == (row.Transport, row.Scenario, row.PayloadBytes))
            where cell is not null
            let before = uncertainty.Estimate(cell, row.Quantity)
            let again = uncertainty.Estimate(row.Scenario, row.Quantity, RoundValues.Logarithms(row.Suite))
            where before is not null && again is not null
            select (Row: row, Before: before, Again: again, Comparison: Comparison.Of(before, again))).ToList();
        if (figures.Count == 0)
            yield break;
        var adjusted = FalseDiscovery.Adjust([.. figures.Select(figure => figure.Comparison.P!.Value)]);
        var differ = figures.Zip(adjusted).Where(pair => pair.Second <= FalseDiscovery.Rate).Select(pair => pair.First).ToList();
        var names = string.Join(
            ", ",
            differ.Select(figure => $"{Of(figure.Row)} "
                + $"({Value(figure.Row.Quantity, figure.Before.Figure)} in the run, {Value(figure.Row.Quantity, figure.Again.Figure)} here)"));
        yield return $"{figures.Count - differ.Count} of {figures.Count} figures of the calibration's own cells agree with the run's"
            + (differ.Count == 0 ? "." : $"; these do not: {names}.");
    }

    private static string InFlight(CalibrationRow row) => row.InFlight > 1 ? string.Create(CultureInfo.InvariantCulture, $" {row.InFlight} in flight") : "";

    private static string AtRate(CalibrationRow row) =>
        row.OfferedRate is { } rate ? $" at {Figures.Rate(rate)}, {(row.SenderSpins ? "spinning" : "sleeping")} sender" : "";

    private static string Of(Quantity quantity) => quantity switch
    {
        Quantity.P50 => "p50",
        Quantity.P99 => "p99",
        Quantity.ServiceTimeP50 => "service time p50",
        Quantity.MessagesPerSecond => "messages/s",
        _ => "bytes/s",
    };

    private static string Value(Quantity quantity, double value) => quantity switch
    {
        Quantity.MessagesPerSecond => Figures.Rate(value),
        Quantity.BytesPerSecond => Figures.BytesPerSecond(value),
        _ => Figures.Duration(value),
    };
}
