using InterContainer.Agent.Contract;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Judging;

/// <summary>
/// What the benchmark classes offer as parameters. BenchmarkDotNet makes those classes itself and asks their members, so this
/// has to be where they can find it: it is set before each use of BenchmarkDotNet.
/// </summary>
/// <param name="Transports">With options, in the order of the tables.</param>
/// <param name="Payloads">Bytes.</param>
/// <param name="Scenarios">Which benchmark classes take part.</param>
internal sealed record Selection(IReadOnlyList<string> Transports, IReadOnlyList<int> Payloads, IReadOnlyList<Scenario> Scenarios)
{
    public static Selection Current { get; set; } = new([], [], []);

    /// <summary>The benchmark classes of the scenarios.</summary>
    public Type[] Classes => [.. Scenarios.Select(ClassOf)];

    /// <summary>What a run has results for.</summary>
    public static Selection Of(RunResults run) => new(
        [.. run.Results.Select(result => result.Transport).Distinct()],
        [.. run.Results.Select(result => result.PayloadBytes).Distinct().Order()],
        [.. run.Results.Select(result => result.Scenario).Distinct().Order()]);

    public static Scenario ScenarioOf(Type benchmark) => benchmark == typeof(RoundTrip) ? Scenario.RoundTrip : Scenario.Stream;

    private static Type ClassOf(Scenario scenario) => scenario == Scenario.RoundTrip ? typeof(RoundTrip) : typeof(Stream);
}
