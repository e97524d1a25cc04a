using InterContainer.Runner.Planning;

namespace InterContainer.Runner.Execution;

/// <summary>How long to wait for what an agent does before and after it measures: within a limit, the same work takes longer. Pure.</summary>
internal static class LimitedTimeout
{
    // Some times what an agent takes to start and connect: most of it is reading and compiling code.
    private static readonly TimeSpan Work = TimeSpan.FromSeconds(4);

    /// <param name="unlimited">On whole processors.</param>
    /// <param name="conditions">In force.</param>
    public static TimeSpan Within(this TimeSpan unlimited, Conditions conditions) =>
        conditions.Cpus is < 1 and { } cpus ? unlimited + (Work / cpus) : unlimited;
}
