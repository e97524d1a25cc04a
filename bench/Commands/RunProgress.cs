using System.Diagnostics;
using System.Globalization;
using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;
using Spectre.Console;
using Status = InterContainer.Runner.Results.Status;

namespace InterContainer.Bench.Commands;

/// <summary>Says where a run is: a line for each cell that ended, and at a terminal a live line for the one that is being measured.</summary>
internal sealed class RunProgress(Plan plan)
{
    // What a plan was said to take weighs as much as so much time of the run itself: the first cells are few.
    private static readonly TimeSpan Prior = TimeSpan.FromSeconds(20);

    private static readonly bool Live = AnsiConsole.Profile.Capabilities.Interactive && !Console.IsOutputRedirected;

    private readonly int _count = plan.Count;
    private readonly Stopwatch _elapsed = Stopwatch.StartNew();
    private readonly TimeSpan[] _expected = [.. plan.Pairs.SelectMany(pair => Enumerable.Repeat(PlanTime.Of(pair) / pair.Cells.Count, pair.Cells.Count))];
    private TimeSpan _expectedLeft = PlanTime.Of(plan);
    private TimeSpan _expectedSoFar;
    private StatusContext? _status;
    private int _finished;

    /// <summary>What is going to happen, and how long that takes.</summary>
    public static string Announce(Plan plan) => string.Create(
        CultureInfo.InvariantCulture,
        $"{plan.Count} {(plan.Count == 1 ? "cell" : "cells")} in {plan.Rounds} {(plan.Rounds == 1 ? "round" : "rounds")}: "
            + $"about {Rough(PlanTime.Of(plan))} (seed {plan.Seed}).");

    /// <summary>The same of a run that is resumed.</summary>
    /// <param name="whole">What was to be measured.</param>
    /// <param name="missing">What of it is left.</param>
    public static string AnnounceRest(Plan whole, Plan missing) => string.Create(
        CultureInfo.InvariantCulture,
        $"{whole.Count - missing.Count} of {whole.Count} cells in {whole.Rounds} {(whole.Rounds == 1 ? "round" : "rounds")} are measured; ")
            + string.Create(CultureInfo.InvariantCulture, $"the other {missing.Count}: about {Rough(PlanTime.Of(missing))} (seed {whole.Seed}).");

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
        line = Redaction.Of(line);
        if (Live)
            AnsiConsole.MarkupLineInterpolated($"[grey]{line}[/]");
        else
            Console.WriteLine(line);
    }

    /// <summary>Something of a calibration was measured: a native tool, or a cell of ours.</summary>
    public static void Calibrated(string what, CellResult? result) => Say(result is null ? what : $"{what}  {Outcome(result)}");

    public void Starting(PlannedPair pair)
    {
        if (_status is not null)
            _status.Status = Markup.Escape($"{Place(_finished + 1)}  {string.Join(" ", pair.Cells.Select(Describe))}");
    }

    public void Finished(PlannedCell cell, CellResult result)
    {
        _expectedLeft -= _expected[_finished];
        // It took no time, and says nothing of the others.
        if (result.Status != Status.Skipped)
            _expectedSoFar += _expected[_finished];
        _finished++;
        var line = $"{Place(_finished)}  {Describe(cell)}  {Outcome(result)}";
        if (Live)
            AnsiConsole.MarkupLineInterpolated($"[{Color(result.Status)}]{line}[/]");
        else
            Console.WriteLine(line);
    }

    private string Place(int number)
    {
        var cells = _count.ToString(CultureInfo.InvariantCulture);
        var left = _expectedLeft * ((_elapsed.Elapsed + Prior) / (_expectedSoFar + Prior));
        return $"[{number.ToString(CultureInfo.InvariantCulture).PadLeft(cells.Length)}/{cells}] {Clock(_elapsed.Elapsed)} elapsed, {Clock(left)} left";
    }

    private static string Clock(TimeSpan time) => time.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours}:{time:mm\\:ss}")
        : time.ToString(@"m\:ss", CultureInfo.InvariantCulture);

    private static string Rough(TimeSpan time) => time switch
    {
        { TotalSeconds: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s"),
        { TotalMinutes: < 90 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMinutes:0} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.TotalHours:0.#} h"),
    };

    private static string Describe(PlannedCell cell) =>
        $"{cell.Transport.Text} {EnumText.Of(cell.Cell.Scenario)} {Figures.Bytes(cell.Cell.PayloadBytes)}"
        + $"{CellText.Numbers(PlanInfo.KeyOf(cell))}{CellText.Conditions(cell.Conditions)}, round {cell.Round}:";

    private static string Outcome(CellResult result) => result switch
    {
        { Status: Status.Ok, LatencyNs: { } latency } =>
            $"p50 {Figures.Duration(latency.P50)}{(latency.P99 is { } tail ? $", p99 {Figures.Duration(tail)}" : "")}{Lost(result)}",
        { Status: Status.Ok, Throughput: { } rate } => $"{Figures.Rate(rate.MessagesPerSecond)}, {Figures.BytesPerSecond(rate.BytesPerSecond)}{Lost(result)}",
        { Status: Status.Ok } => result.TotalCores() is { } cores ? $"{Figures.Digits(cores)} cores" : "ok",
        _ => $"{CellText.Outcome(result)}: {result.Reason}",
    };

    private static string Lost(CellResult result) => CellText.Lost(result) is { } lost ? $", {lost}" : "";

    private static string Color(Status status) => status switch
    {
        Status.Ok => "default",
        Status.Skipped => "grey",
        _ => "red",
    };
}
