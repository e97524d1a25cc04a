using System.Collections.Frozen;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Analysis;

/// <summary>When a flag of a cell marks its figures with a dagger.</summary>
internal enum Marking
{
    /// <summary>The figure means something else than it seems to.</summary>
    Always,

    /// <summary>
    /// The round was disturbed. A figure is the mean of its rounds, and its interval holds what a minority of them does; of half of them or more it does not.
    /// </summary>
    HalfOfRounds,

    /// <summary>Response time has it, service time and a closed loop have not.</summary>
    ResponseTime,

    /// <summary>It says how it was measured, or why there is no figure.</summary>
    Never,
}

/// <summary>The dagger: only a flag that changes how a figure is used gives it one. Pure.</summary>
internal static class FlagMark
{
    public const string Dagger = " †";

    // A code that this version does not know marks, because what it means is not known.
    private static readonly FrozenDictionary<string, Marking> Rules = new Dictionary<string, Marking>
    {
        [FlagCodes.WarmUpNotConverged] = Marking.HalfOfRounds,
        [FlagCodes.NotStationary] = Marking.HalfOfRounds,
        [FlagCodes.Steal] = Marking.HalfOfRounds,
        [FlagCodes.OtherLoad] = Marking.HalfOfRounds,
        [FlagCodes.LateSender] = Marking.ResponseTime,
        [FlagCodes.ClocksDiffer] = Marking.Never,
        [FlagCodes.MeasuredAlone] = Marking.Never,
        [FlagCodes.UnsupportedByRuntime] = Marking.Never,
        [FlagCodes.HostCostUnknown] = Marking.Never,
    }.ToFrozenDictionary();

    public static Marking RuleOf(string code) => Rules.GetValueOrDefault(code, Marking.Always);

    /// <summary>The flags that mark the figures of a cell.</summary>
    /// <param name="cell">Which.</param>
    /// <param name="isResponseTime">Whether latency of a load is from the scheduled moment; else it is service time.</param>
    public static IEnumerable<Flag> Of(CellResult cell, bool isResponseTime = false) => cell.Flags.Where(flag => RuleOf(flag.Code) switch
    {
        Marking.Never => false,
        Marking.ResponseTime => isResponseTime,
        Marking.HalfOfRounds => IsInHalf(cell, flag),
        _ => true,
    });

    /// <summary>A figure of a cell, with its dagger where it has one.</summary>
    /// <param name="figure">As people read it; a dash or how the cell ended is returned as it is.</param>
    /// <param name="cell">Whose; null: there is none.</param>
    public static string On(string figure, CellResult? cell) =>
        figure != "-" && cell is { Status: Status.Ok } && Of(cell).Any() ? figure + Dagger : figure;

    // One that stands in no round is of the whole cell.
    private static bool IsInHalf(CellResult cell, Flag flag)
    {
        var raised = cell.Rounds.Count(round => round.Flags.Any(own => own.Code == flag.Code));
        return raised == 0 || 2 * raised >= cell.Rounds.Count;
    }
}
