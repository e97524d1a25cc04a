using System.Globalization;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Formatting;

/// <summary>A cell in words.</summary>
internal static class CellText
{
    /// <summary>How it ended, and how many messages were lost, where some were: <c>ok, lost 16,384 of 1,234,567</c>.</summary>
    /// <param name="cell">Which.</param>
    /// <param name="need">What else its row has to say; null: nothing.</param>
    public static string Status(CellResult cell, string? need = null) =>
        $"{Outcome(cell)}{(Lost(cell) is { } lost ? $", {lost}" : "")}{(need is null ? "" : $"; {need}")}";

    /// <summary><c>lost 16,384 of 1,234,567</c>; null where nothing was.</summary>
    public static string? Lost(CellResult cell) => cell.Counts is { Lost: > 0 } counts
        ? string.Create(CultureInfo.InvariantCulture, $"lost {counts.Lost:N0} of {counts.Sent:N0}")
        : null;

    /// <summary>How it ended, in a word; loud where the figures may not be trusted.</summary>
    public static string Outcome(CellResult cell) => cell.Status is Runner.Results.Status.Failed or Runner.Results.Status.Invalid
        ? EnumText.Of(cell.Status).ToUpperInvariant()
        : EnumText.Of(cell.Status);

    /// <summary>Which one it is.</summary>
    public static string Name(CellResult cell) =>
        $"{cell.Transport} {EnumText.Of(cell.Scenario)} {Figures.Bytes(cell.PayloadBytes)}{Numbers(cell)}{Conditions(cell)}";

    /// <summary>Which round of its cell, and of which run where that is merged: <c>round 2</c>, <c>round 2 of ID</c>.</summary>
    public static string Name(RoundResult round) =>
        string.Create(CultureInfo.InvariantCulture, $"round {round.Round}{(round.Run is null ? "" : $" of {round.Run}")}");

    /// <summary>What it does, under which circumstances.</summary>
    public static string Doing(CellResult cell) => $"{EnumText.Of(cell.Scenario)}{Numbers(cell)}{Conditions(cell)}";

    /// <summary>
    /// How many ends it has and what is offered, after what silence, beginning with a space; empty for one at each end, without rate and silence.
    /// </summary>
    public static string Numbers(CellResult cell) => Numbers(cell.Key);

    /// <summary>As of a cell.</summary>
    public static string Numbers(CellKey cell) => string.Concat(
        cell.Initiators > 1 || cell.Responders > 1 ? $" ×{cell.Initiators}" : "",
        cell.InFlight > 1 ? $", {cell.InFlight} in flight" : "",
        cell.Responders > 1 ? $" to {cell.Responders}" : "",
        cell.Subscribers is { } all ? $" to all of {all}" : "",
        cell.OfferedRate is { } rate ? $" at {Figures.Rate(rate)}" : "",
        cell.SilenceMs is { } silence ? $" after {Figures.Duration(silence * 1e6)}" : "");

    /// <summary>
    /// How many sends of a stream were under way where each waits for its answer: <c>32 in flight</c>, or <c>stop and wait</c> for one; null where the
    /// transport takes them without waiting.
    /// </summary>
    public static string? UnderWay(CellResult stream) => stream switch
    {
        { InFlight: > 1 } => string.Create(CultureInfo.InvariantCulture, $"{stream.InFlight} in flight"),
        { Guarantees.StopAndWait: true } => "stop and wait",
        _ => null,
    };

    /// <summary>Those that are not the default, beginning with a space; else empty.</summary>
    public static string Conditions(CellResult cell) => Conditions(cell.Conditions);

    /// <inheritdoc cref="Conditions(CellResult)"/>
    public static string Conditions(Conditions conditions) => Place(conditions) + Limits(conditions);

    /// <summary>Where it lived, where that is not the default, beginning with a space: <c> over host</c>; else empty.</summary>
    public static string Place(Conditions conditions) => string.Concat(
        conditions.Network is { } network ? $" over {network}" : "",
        conditions.Volume is { } volume ? $" on volume {volume}" : "",
        conditions.Runtime is { } runtime ? $" under {runtime}" : "",
        conditions.Placement is { } placement ? $" {placement}" : "",
        conditions.Via is { } via ? $" via {via}" : "");

    /// <summary>What each end might use, where that is not all, beginning with a space; else empty.</summary>
    public static string Limits(Conditions conditions) => string.Concat(
        conditions.Cpus is { } processors ? $" on {Figures.Digits(processors)} cpus" : "",
        conditions.MemoryBytes is { } bytes ? $" in {Figures.Bytes(bytes)}" : "",
        conditions.LimitsRespondersOnly ? " a responder" : "");

    /// <summary>As <see cref="Conditions(CellResult)"/>, for the name of a file, beginning with a hyphen.</summary>
    public static string FileName(Conditions conditions) =>
        string.Concat(Places(conditions).Select(name => $"-{name.Replace(':', '-')}"))
        + FormattableString.Invariant($"{(conditions.Cpus is { } cpus ? $"-{cpus}cpus" : "")}{(conditions.MemoryBytes is { } bytes ? $"-{bytes}B" : "")}")
        + (conditions.LimitsRespondersOnly ? "-responder" : "");

    private static IEnumerable<string> Places(Conditions conditions) =>
        new[] { conditions.Network, conditions.Volume, conditions.Runtime, conditions.Placement, conditions.Via }.OfType<string>();
}
