using InterContainer.Agent.Contract;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Reporting;

/// <summary>A calibration as people read it. Pure.</summary>
internal static class CalibrationText
{
    /// <summary>Our cell and the figure: <c>tcp 64 B p50</c>.</summary>
    public static string Of(CalibrationRow row) =>
        $"{row.Transport} {(row.Scenario == Scenario.Stream ? "stream " : "")}{Figures.Bytes(row.PayloadBytes)} {Of(row.Quantity)}";

    /// <summary>A row a figure, as a table of Markdown.</summary>
    public static MarkdownTable Table(IReadOnlyList<CalibrationRow> rows)
    {
        var table = new MarkdownTable("ours", "native tool", ">ours, median", ">theirs, median", ">ours / theirs", "range over the rounds", "better");
        foreach (var row in rows)
        {
            table.Add(
                Of(row),
                row.Tool,
                row.Ours.Count > 0 ? Value(row.Quantity, Median.Of(row.Ours)) : "-",
                row.Theirs.Count > 0 ? Value(row.Quantity, Median.Of(row.Theirs)) : "-",
                row.Ratio is { } ratio ? Figures.Digits(ratio.Median) : "FAILED",
                row.Ratio is { } spread ? $"{Figures.Digits(spread.Min)} to {Figures.Digits(spread.Max)}, {row.Ours.Count} round{(row.Ours.Count == 1 ? "" : "s")}" : row.Reason ?? "-",
                Better.IsLess(row.Quantity) ? "less" : "more");
        }

        return table;
    }

    private static string Of(Quantity quantity) => quantity switch
    {
        Quantity.P50 => "p50",
        Quantity.P99 => "p99",
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
