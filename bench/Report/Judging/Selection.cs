using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Judging;

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

    /// <summary>What of a run is judged.</summary>
    public static Selection Of(RunResults run)
    {
        var judged = run.Results.Where(IsJudged).ToList();
        return new(
            [.. judged.Select(result => result.Transport).Distinct()],
            [.. judged.Select(result => result.PayloadBytes).Distinct().Order()],
            [.. judged.Select(result => result.Scenario).Distinct().Order()]);
    }

    /// <summary>
    /// Whether transport, scenario and payload say all: cells at rates of their own, or of several initiators, have tables of their own, and so have those in
    /// which nothing was sent.
    /// </summary>
    public static bool IsJudged(CellResult cell) =>
        cell is { Scenario: not (Scenario.Load or Scenario.Idle or Scenario.Wake or Scenario.FanOut), IsPlain: true };

    public static Scenario ScenarioOf(Type benchmark) => ByScenario.Single(pair => pair.Value == benchmark).Key;

    private static Dictionary<Scenario, Type> ByScenario { get; } = new()
    {
        [Scenario.RoundTrip] = typeof(RoundTrip),
        [Scenario.Stream] = typeof(Stream),
        [Scenario.Load] = typeof(Load),
        [Scenario.Connect] = typeof(Connect),
        [Scenario.Idle] = typeof(Idle),
        [Scenario.Wake] = typeof(Wake),
        [Scenario.FanOut] = typeof(FanOut),
    };

    private static Type ClassOf(Scenario scenario) => ByScenario[scenario];
}
