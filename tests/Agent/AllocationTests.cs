using InterContainer.Agent.Contract;
using InterContainer.Agent.Messages;
using InterContainer.Agent.Roles;
using InterContainer.Transports;

namespace InterContainer.Tests.Agent;

public class AllocationTests
{
    [Fact]
    public async Task The_harness_allocates_nothing_per_message()
    {
        var ct = TestContext.Current.CancellationToken;
        var wiring = new Wiring { Channel = "allocation" };
        var transport = new InMemory();
        await using var serving = await transport.ServeAsync(wiring, new AgentResponder(new Cell { Transport = "memory" }), ct);
        await using var initiator = await transport.ConnectAsync(wiring, ct);
        var (source, verifier, latency, reply) = (new MessageSource(64), new Verifier(64), LatencyHistogram.Create(), new byte[64]);

        long Exchange(int messages)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < messages; i++)
            {
                var exchange = initiator.ExchangeAsync(source.Next(Wants.Echo, measured: true), reply, ct);
                Assert.True(exchange.IsCompletedSuccessfully);
                verifier.Verify(reply.AsSpan(0, exchange.Result), out _);
                latency.RecordValue(i);
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Exchange(1000);
        Assert.Equal(0, Exchange(10_000));
        Assert.Equal(11_000, verifier.Summary().Received);
    }
}
