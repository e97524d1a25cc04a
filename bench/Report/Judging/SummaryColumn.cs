using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Bench.Report.Tables;
using InterContainer.Runner.Results;
using RoundStatistics = BenchmarkDotNet.Mathematics.Statistics;

namespace InterContainer.Bench.Report.Judging;

/// <summary>
/// A column of the tables: what identifies the cell, BenchmarkDotNet's judgement of its rounds, and figures from its own
/// result. All in units that suit each value, because a table spans nanoseconds to seconds.
/// </summary>
internal sealed class SummaryColumn(RunResults run, string name, string legend, Func<CellResult, RoundStatistics?, string?> figure) : IColumn
{
    private SummaryColumn(RunResults run, CellColumn column)
        : this(run, column.Name, column.Description, (cell, _) => column.Value(cell) is null ? null : column.Text(cell))
    {
    }

    public string Id => $"{nameof(SummaryColumn)}.{name}";

    public string ColumnName => name;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => legend;

    public static SummaryColumn[] All(RunResults run) =>
    [
        new(run, CellColumns.Transport with { Name = "Transport" }),
        new(run, CellColumns.Payload with { Name = "Payload" }),
        new(
            run,
            "Mean",
            "Arithmetic mean, over rounds (merged: over runs), of the time a message",
            (_, rounds) => rounds is null ? null : Figures.Duration(rounds.Mean)),
        new(run, "Error", "Half of the 99.9 % confidence interval of Mean", (_, rounds) => Spread(rounds, own => own.ConfidenceInterval.Margin)),
        new(run, "StdDev", "Standard deviation over the same", (_, rounds) => Spread(rounds, own => own.StandardDeviation)),
        new(run, CellColumns.Latency.P50),
        new(run, CellColumns.Latency.P90),
        new(run, CellColumns.Latency.P99),
        new(run, CellColumns.Latency.P999),
        new(run, CellColumns.Latency.Max),
        new(run, CellColumns.Rate),
        new(run, "MiB/s", "Payload per second in MiB", (cell, _) => cell.Throughput is { } rate ? Figures.Digits(rate.BytesPerSecond / (1024 * 1024)) : null),
        new(run, CellColumns.Cores),
        new(run, CellColumns.Durability),
        new(run, CellColumns.Lost),
        new(run, CellColumns.Status(Tail.P999)),
    ];

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => Figure(summary, benchmarkCase) ?? "-";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(benchmark => Figure(summary, benchmark) is not null);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public override string ToString() => name;

    // Of one round there is none.
    private static string? Spread(RoundStatistics? rounds, Func<RoundStatistics, double> ns) =>
        rounds is { N: > 1 } && ns(rounds) is var value && double.IsFinite(value) ? Figures.Duration(value) : null;

    private string? Figure(Summary summary, BenchmarkCase benchmark) =>
        CellLookup.Find(run, benchmark) is { } cell ? figure(cell, summary[benchmark]?.ResultStatistics) : null;
}
