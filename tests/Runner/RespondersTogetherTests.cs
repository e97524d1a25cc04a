using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Runner;

public class RespondersTogetherTests
{
    [Fact]
    public void A_message_that_two_handled_counts_as_duplicated()
    {
        var sum = RespondersTogether.Of([Responder(received: 60), Responder(received: 41)], sent: 100);

        Assert.Equal((100, 1), (sum.Verified.Received, sum.Verified.Duplicated));
    }

    [Fact]
    public void What_they_used_adds_up_and_a_message_costs_the_mean_by_messages()
    {
        // For 1 s each: 0.1 s for 900 messages, and 0.3 s for 100.
        var sum = RespondersTogether.Of([Responder(900, cores: 0.1), Responder(100, cores: 0.3)], sent: 1000).Cost!;

        Assert.Equal(0.4, sum.CpuCores, 9);
        Assert.Equal(400_000, sum.CpuNsPerMessage!.Value, 3);
        Assert.Equal(1000, sum.Messages);
        Assert.Equal(20, sum.PeakMemoryBytes);
        Assert.Equal(4e8, sum.PerSecond!.UserNs!.Value, 3);
        Assert.Equal(400_000, sum.PerMessage!.UserNs!.Value, 3);
        // What one does not know is not known.
        Assert.Null(sum.PerMessage.SystemNs);
    }

    [Fact]
    public void What_their_runtimes_did_adds_up_and_bytes_are_those_of_a_message_of_all()
    {
        // 900 messages of 10 bytes and 100 of 110: 20 a message.
        var (one, other) = (
            Responder(900) with { Runtime = new RuntimeActivity(1, 2, 3, 4, 10) },
            Responder(100) with { Runtime = new RuntimeActivity(10, 20, 30, 40, 110) });

        Assert.Equal(new RuntimeActivity(11, 22, 33, 44, 20), RespondersTogether.Of([one, other], sent: 1000).Runtime);
        Assert.Null(RespondersTogether.Of([one, Responder(100)], sent: 1000).Runtime);
    }

    [Fact]
    public void One_that_was_not_charged_leaves_the_cost_unknown_and_another_clock_is_seen()
    {
        var elsewhere = Responder(1) with { Cost = null, Clock = new ClockIdentity { BootId = "other" } };

        var sum = RespondersTogether.Of([Responder(1), elsewhere], sent: 2);

        Assert.Null(sum.Cost);
        Assert.Equal("other", sum.Clock.BootId);
    }

    private static Measurement Responder(long received, double cores = 0) => new()
    {
        Verified = new Verified { Received = received },
        Cost = new RoleCost(cores * 1e9 / received, cores, 10)
        {
            Messages = received,
            MeasuredNs = 1_000_000_000,
            PerMessage = new ResourceUsage { UserNs = cores * 1e9 / received },
            PerSecond = new ResourceUsage { UserNs = cores * 1e9 },
        },
    };
}
