using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Mathematics;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using InterContainer.Bench.Reporting;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Judging;

/// <summary>
/// A column of the tables: what identifies the cell, BenchmarkDotNet's judgement of its rounds, and figures from its own
/// result. All in units that suit each value, because a table spans nanoseconds to seconds.
/// </summary>
internal sealed class CellColumn(RunResults run, string name, string legend, Func<CellResult, Statistics?, string?> figure) : IColumn
{
    public string Id => $"{nameof(CellColumn)}.{name}";

    public string ColumnName => name;

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public string Legend => legend;

    public static CellColumn[] All(RunResults run) =>
    [
        new(run, "Transport", "Name and options", (cell, _) => cell.Transport),
        new(run, "Payload", "Bytes of each message", (cell, _) => Figures.Bytes(cell.PayloadBytes)),
        new(
            run,
            "Mean",
            "Arithmetic mean, over rounds (merged: over runs), of the time a message",
            (_, rounds) => rounds is null ? null : Figures.Duration(rounds.Mean)),
        new(run, "Error", "Half of the 99.9 % confidence interval of Mean", (_, rounds) => Spread(rounds, own => own.ConfidenceInterval.Margin)),
        new(run, "StdDev", "Standard deviation over the same", (_, rounds) => Spread(rounds, own => own.StandardDeviation)),
        new(run, "p50", "Median latency", Latency(latency => latency.P50)),
        new(run, "p90", "90th percentile of latency", Latency(latency => latency.P90)),
        new(run, "p99", "99th percentile of latency", Latency(latency => latency.P99)),
        new(run, "p99.9", "99.9th percentile of latency", Latency(latency => latency.P999)),
        new(run, "max", "Longest latency", Latency(latency => latency.Max)),
        new(run, "messages/s", "Messages per second", (cell, _) => cell.Throughput is { } rate ? Figures.Rate(rate.MessagesPerSecond) : null),
        new(run, "MiB/s", "Payload per second in MiB", (cell, _) => cell.Throughput is { } rate ? Figures.Digits(rate.BytesPerSecond / (1024 * 1024)) : null),
        new(
            run,
            "cores",
            "CPU time of both ends and the services by elapsed time, while measured",
            (cell, _) => cell.TotalCores() is > 0 and var cores ? Figures.Digits(cores) : null),
        new(run, "durability", "What an accepted message has reached", (cell, _) => DurabilityText.Of(cell)),
        new(run, "lost", "Messages sent that did not arrive", (cell, _) => cell.Counts?.Lost.ToString(CultureInfo.InvariantCulture)),
        new(run, "status", "Whether the figures may be trusted", (cell, _) => CellText.Status(cell, TailText.Need(cell, Tail.P999))),
    ];

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) => Figure(summary, benchmarkCase) ?? "-";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(benchmark => Figure(summary, benchmark) is not null);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public override string ToString() => name;

    // Of one round there is none.
    private static string? Spread(Statistics? rounds, Func<Statistics, double> ns) =>
        rounds is { N: > 1 } && ns(rounds) is var value && double.IsFinite(value) ? Figures.Duration(value) : null;

    private static Func<CellResult, Statistics?, string?> Latency(Func<DistributionSummary, double?> percentile) =>
        (cell, _) => cell.LatencyNs is { } latency && percentile(latency) is { } ns ? Figures.Duration(ns) : null;

    private string? Figure(Summary summary, BenchmarkCase benchmark) =>
        CellLookup.Find(run, benchmark) is { } cell ? figure(cell, summary[benchmark]?.ResultStatistics) : null;
}
