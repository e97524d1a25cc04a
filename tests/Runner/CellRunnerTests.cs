using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Processes;
using InterContainer.Runner.Results;
using InterContainer.Tests.Transports;
using InterContainer.Transports;

namespace InterContainer.Tests.Runner;

/// <summary>What becomes of a cell that cannot be prepared. What is measured is tested where pairs are real.</summary>
public class CellRunnerTests
{
    private static readonly PlannedCell Planned = new(TransportChoice.Parse("tcp", PairFixture.Catalogue), new Cell { Transport = "tcp" }, 1);

    [Fact]
    public async Task One_that_an_interruption_ended_is_no_result_whatever_was_thrown()
    {
        using var interruption = new CancellationTokenSource();
        await using var runner = new CellRunner(new Unprepared(interruption.Cancel), TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => runner.RunAsync(Planned, interruption.Token));
    }

    [Fact]
    public async Task One_that_failed_by_itself_says_why()
    {
        await using var runner = new CellRunner(new Unprepared(() => { }), TimeSpan.FromSeconds(1));

        var result = await runner.RunAsync(Planned, TestContext.Current.CancellationToken);

        Assert.Equal((Status.Failed, "TimeoutException: It did not start."), (result.Status, result.Reason));
    }

    [Fact]
    public async Task Cells_that_cannot_share_a_pair_are_measured_alone_and_say_so()
    {
        var launcher = new OnceBroken();
        await using var runner = new CellRunner(launcher, TimeSpan.FromSeconds(1));
        PlannedCell[] cells = [InMemory(Scenario.RoundTrip), InMemory(Scenario.Stream)];

        var results = await runner.RunAsync(new PlannedPair(cells), TestContext.Current.CancellationToken);

        Assert.Equal(3, launcher.Pairs);
        Assert.Equal([Scenario.RoundTrip, Scenario.Stream], results.Select(result => result.Scenario));
        Assert.All(
            results,
            result => Assert.Equal(
                (Status.Ok, "TimeoutException: It did not start."),
                (result.Status, result.Flags.Single(flag => flag.Code == FlagCodes.MeasuredAlone).Detail)));
    }

    [Fact]
    public async Task Cells_of_one_pair_each_have_a_result_with_all_that_belongs_to_it()
    {
        await using var launcher = new ProcessLauncher(new Dictionary<string, ServiceAddress>(), [], null);
        await using var runner = new CellRunner(launcher, TimeSpan.FromSeconds(10));
        PlannedCell[] cells = [Of("tcp", Scenario.Stream), Of("tcp", Scenario.RoundTrip) with { Captures = true }, Of("tcp", Scenario.Load)];

        var results = await runner.RunAsync(new PlannedPair(cells), TestContext.Current.CancellationToken);

        Assert.Equal([Scenario.Stream, Scenario.RoundTrip, Scenario.Load], results.Select(result => result.Scenario));
        Assert.All(results, result =>
        {
            Assert.Equal((Status.Ok, null), (result.Status, result.Reason));
            Assert.DoesNotContain(result.Flags, flag => flag.Code == FlagCodes.MeasuredAlone);
            Assert.Equal(0, result.Counts!.Lost);
            Assert.True(result.Cost!.Responder!.Messages > 0);
            Assert.NotNull(result.Rounds.Single().Probe);
            Assert.NotNull(result.Agents!.Initiator);
            Assert.NotNull(result.Agents.Responder);
        });
        Assert.NotNull(results[1].Capture!.Request);
        Assert.Null(results[0].Capture);
        // Each counts its own, warm-up included.
        Assert.NotEqual(results[0].Counts!.Sent, results[1].Counts!.Sent);
    }

    private static PlannedCell InMemory(Scenario scenario) => Of("memory", scenario);

    private static PlannedCell Of(string transport, Scenario scenario) => new(
        TransportChoice.Parse(transport, PairFixture.Catalogue),
        new Cell
        {
            Transport = transport,
            Scenario = scenario,
            OfferedRate = scenario == Scenario.Load ? 1000 : null,
            Timing = new Timing { WindowMs = 10, MaxWarmUpMs = 500, MinWindows = 6, MaxWindows = 6 },
        },
        1)
    {
        // What a busy machine does not hold is no fault of the runner.
        Saturates = true,
    };

    /// <summary>Fails to make its first pair, and then makes processes.</summary>
    private sealed class OnceBroken : ILauncher
    {
        private readonly ProcessLauncher _processes = new(new Dictionary<string, ServiceAddress>(), [], null);

        public int Pairs { get; private set; }

        public Isolation Isolation => Isolation.Process;

        public string? UnsupportedReason(Traits traits, Conditions conditions, int responders) => null;

        public Task<IPair> PrepareAsync(Traits traits, Conditions conditions, CancellationToken cancellationToken) =>
            ++Pairs == 1 ? throw new TimeoutException("It did not start.") : _processes.PrepareAsync(traits, conditions, cancellationToken);

        public ValueTask DisposeAsync() => _processes.DisposeAsync();
    }

    private sealed class Unprepared(Action meanwhile) : ILauncher
    {
        public Isolation Isolation => Isolation.Container;

        public string? UnsupportedReason(Traits traits, Conditions conditions, int responders) => null;

        public Task<IPair> PrepareAsync(Traits traits, Conditions conditions, CancellationToken cancellationToken)
        {
            meanwhile();
            throw new TimeoutException("It did not start.");
        }

        public ValueTask DisposeAsync() => default;
    }
}
