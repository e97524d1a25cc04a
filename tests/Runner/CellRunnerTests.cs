using InterContainer.Agent.Contract;
using InterContainer.Runner.Launching;
using InterContainer.Runner.Planning;
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

    private sealed class Unprepared(Action meanwhile) : ILauncher
    {
        public Isolation Isolation => Isolation.Container;

        public string? WhyNot(Traits traits, Limits limits, int responders) => null;

        public Task<IPair> PrepareAsync(Traits traits, Limits limits, CancellationToken cancellationToken)
        {
            meanwhile();
            throw new TimeoutException("It did not start.");
        }

        public ValueTask DisposeAsync() => default;
    }
}
