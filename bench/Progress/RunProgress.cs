using System.Diagnostics;
using System.Globalization;
using InterContainer.Bench.Reporting;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using Spectre.Console;
using Status = InterContainer.Runner.Results.Status;

namespace InterContainer.Bench.Progress;

/// <summary>Says where a run is: a line for each cell that ended, and at a terminal a live line for the one that is being measured.</summary>
internal sealed class RunProgress(int cells)
{
    private static readonly bool Live = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;

    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private StatusContext? _status;
    private int _finished;

    /// <summary>Runs something that reports here.</summary>
    public Task<T> ShowAsync<T>(Func<Task<T>> work) => Live
        ? AnsiConsole.Status().StartAsync("Starting", context =>
        {
            _status = context;
            return work();
        })
        : work();

    /// <summary>One line of news.</summary>
    public static void Say(string line)
    {
        if (Live)
            AnsiConsole.MarkupLineInterpolated($"[grey]{line}[/]");
        else
            Console.WriteLine(line);
    }

    /// <summary>Something of a calibration was measured: a native tool, or a cell of ours.</summary>
    public static void Calibrated(string what, CellResult? result) => Say(result is null ? what : $"{what}  {Outcome(result)}");

    public void Starting(PlannedCell cell)
    {
        if (_status is not null)
            _status.Status = Markup.Escape($"{Place(_finished + 1)}  {Describe(cell)}");
    }

    public void Finished(PlannedCell cell, CellResult result)
    {
        _finished++;
        var line = $"{Place(_finished)}  {Describe(cell)}  {Outcome(result)}";
        if (Live)
            AnsiConsole.MarkupLineInterpolated($"[{Color(result.Status)}]{line}[/]");
        else
            Console.WriteLine(line);
    }

    private string Place(int number)
    {
        var remaining = _finished == 0 ? "?" : Clock(_elapsed.Elapsed / _finished * (cells - _finished));
        return string.Create(CultureInfo.InvariantCulture, $"[{number.ToString(CultureInfo.InvariantCulture).PadLeft(cells.ToString(CultureInfo.InvariantCulture).Length)}/{cells}] {Clock(_elapsed.Elapsed)} elapsed, {remaining} left");
    }

    private static string Clock(TimeSpan time) => time.ToString(@"m\:ss", CultureInfo.InvariantCulture);

    private static string Describe(PlannedCell cell) =>
        $"{cell.Transport.Text} {Words.Of(cell.Cell.Scenario)} {Figures.Bytes(cell.Cell.PayloadBytes)}{CellText.Numbers(cell.Cell.Initiators, cell.Cell.Responders, cell.Cell.OfferedRate)}{CellText.Limits(cell.Limits)}, round {cell.Round}:";

    private static string Outcome(CellResult result) => result switch
    {
        { Status: Status.Ok, LatencyNs: { } latency } => $"p50 {Figures.Duration(latency.P50)}, p99 {Figures.Duration(latency.P99)}",
        { Status: Status.Ok, Throughput: { } rate } => $"{Figures.Rate(rate.MessagesPerSecond)}, {Figures.BytesPerSecond(rate.BytesPerSecond)}",
        { Status: Status.Ok, Cost: { } cost } => $"{Figures.Digits(cost.TotalCores())} cores",
        _ => $"{CellText.Status(result)}: {result.Reason}",
    };

    private static string Color(Status status) => status switch
    {
        Status.Ok => "default",
        Status.Skipped => "grey",
        _ => "red",
    };
}
