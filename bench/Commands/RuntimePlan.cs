using InterContainer.Runner.Containers;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Commands;

/// <summary>
/// The names of runtimes in a plan → those that an engine has for them: <see cref="Conditions.EveryRuntime"/> is each that is not the default, and the
/// default's own name is no condition. Pure.
/// </summary>
internal static class RuntimePlan
{
    /// <param name="round">As it was asked for.</param>
    /// <param name="runtimes">Of the engine; null: there is none.</param>
    public static IReadOnlyList<PlannedCell> On(IReadOnlyList<PlannedCell> round, EngineRuntimes? runtimes) => runtimes is null
        ? round
        : With(round, name => name == Conditions.EveryRuntime && runtimes.Others.Count > 0 ? runtimes.Others : One(runtimes.Default == name ? null : name));

    /// <param name="round">As it was asked for.</param>
    /// <param name="recorded">The plan that was made of it.</param>
    public static IReadOnlyList<PlannedCell> AsRecorded(IReadOnlyList<PlannedCell> round, PlanInfo recorded)
    {
        var meant = recorded.Cells.Select(cell => cell.Conditions.Runtime).OfType<string>().Distinct().ToList();
        return With(round, name => meant.Contains(name) ? One(name) : name == Conditions.EveryRuntime ? meant : One(null));
    }

    private static IReadOnlyList<string?> One(string? name) => [name];

    private static IReadOnlyList<PlannedCell> With(IReadOnlyList<PlannedCell> round, Func<string, IReadOnlyList<string?>> meant) =>
    [
        .. (from planned in round
            from runtime in planned.Conditions.Runtime is { } name ? meant(name) : One(null)
            select planned with { Conditions = planned.Conditions with { Runtime = runtime } }).Distinct(),
    ];
}
