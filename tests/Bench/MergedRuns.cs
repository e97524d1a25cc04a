using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Bench;

/// <summary>Runs of one plan, made by hand: whole, on one machine, begun an hour after each other.</summary>
internal static class MergedRuns
{
    /// <summary>A run of one cell: tcp, round trip, 64 B.</summary>
    /// <param name="id">Of the run.</param>
    /// <param name="hour">When it began.</param>
    /// <param name="rounds">p50 of each, ns; p99 is twice that, and messages a second the same number.</param>
    public static RunResults Of(string id, int hour, params long[] rounds)
    {
        var cell = Runs.RoundTrip("tcp", 64, 1, 1, 1).OfRounds([.. rounds.Select((ns, i) => Runs.Round(i + 1, ns, 2 * ns, ns))]);
        var run = Runs.Of(cell);
        return run with
        {
            Run = run.Run with
            {
                Id = id,
                StartedUtc = run.Run.StartedUtc.AddHours(hour),
                FinishedUtc = run.Run.FinishedUtc!.Value.AddHours(hour),
                Plan = new PlanInfo((uint)hour, rounds.Length, [cell.Key]) { Timings = [new Timing()] },
            },
        };
    }
}
