using InterContainer.Bench.Commands;
using InterContainer.Protocol;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

public class RuntimePlanTests
{
    private static readonly EngineRuntimes Runtimes = new("plain", new Dictionary<string, EngineRuntime>
    {
        ["plain"] = new("plain", ""),
        ["again"] = new("plain", ""),
        ["sandbox"] = new("sandbox", ""),
        ["virtual"] = new("virtual", ""),
    });

    [Fact]
    public void All_is_every_one_but_the_default() =>
        Assert.Equal([null, "sandbox", "virtual"], Names(RuntimePlan.On(Round(null, "all"), Runtimes)));

    [Fact]
    public void The_default_by_its_name_is_the_default_and_measured_once() =>
        Assert.Equal([null, "sandbox"], Names(RuntimePlan.On(Round("plain", "sandbox", null), Runtimes)));

    [Fact]
    public void What_an_engine_does_not_know_stays_so_that_its_row_can_say_so()
    {
        var one = Runtimes with { Known = new Dictionary<string, EngineRuntime> { ["plain"] = new("plain", "") } };

        Assert.Equal([null, "all", "sandbox"], Names(RuntimePlan.On(Round(null, "all", "sandbox"), one)));
        Assert.Equal(["all"], Names(RuntimePlan.On(Round("all"), null)));
    }

    [Theory]
    [InlineData("all")]
    [InlineData("plain,sandbox")]
    [InlineData("sandbox,virtual")]
    public void A_resumed_run_has_the_runtimes_of_before_without_asking_an_engine(string asked)
    {
        var round = Round([null, .. asked.Split(',')]);
        var plan = Plan.InRounds(RuntimePlan.On(round, Runtimes), 1, 1);

        Assert.Equal(plan.Cells, RuntimePlan.AsRecorded(round, PlanInfo.Of(plan)));
    }

    private static IReadOnlyList<PlannedCell> Round(params IReadOnlyList<string?> runtimes) =>
    [
        .. runtimes.Select(runtime =>
            new PlannedCell(Tcp, new Cell { Transport = "tcp" }, 1) { Conditions = new Conditions { Runtime = runtime } }),
    ];

    private static TransportChoice Tcp { get; } = TransportChoice.Parse("tcp", Catalogue.BuiltIn);

    private static IEnumerable<string?> Names(IReadOnlyList<PlannedCell> round) => round.Select(planned => planned.Conditions.Runtime);
}
