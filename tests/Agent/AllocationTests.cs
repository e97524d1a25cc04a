using InterContainer.Agent.Measuring;
using InterContainer.Agent.Roles;
using InterContainer.Agent.Scenarios;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Tests.Agent;

public class AllocationTests
{
    [Fact]
    public async Task The_harness_allocates_nothing_per_message()
    {
        var ct = TestContext.Current.CancellationToken;
        var cell = new Cell { Transport = "memory" };
        var endpoints = new PairEndpoints { Channel = "allocation" };
        var transport = new InMemory();
        await using var serving = await transport.ServeAsync(endpoints, new AgentResponder(cell), ct);
        await using var initiator = await transport.ConnectAsync(endpoints, ct);
        using var watchdog = new Watchdog(TimeSpan.FromSeconds(60), ct);
        var worker = new Worker(initiator, 0, cell, watchdog, RealClock.Instance);

        (long Messages, long Bytes) Exchange()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var window = worker.ExchangeForAsync(50_000_000, 1, measured: true);
            Assert.True(window.IsCompletedSuccessfully);
            return (window.Result[0].Messages, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Exchange();
        // On a busy machine the first may not have come to everything that is made once; what is made for each message is in every window.
        var windows = Enumerable.Range(0, 5).Select(_ => Exchange()).ToList();

        Assert.True(windows.Max(window => window.Messages) > 1000);
        // A window is an object.
        Assert.InRange(windows.Min(window => window.Bytes), 0, 200);
    }
}
