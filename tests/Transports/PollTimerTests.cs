using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

public class PollTimerTests
{
    [Fact]
    public void Every_wait_is_a_look_that_found_nothing()
    {
        var before = Polling.EmptyPolls;

        for (var i = 0; i < 3; i++)
            new PollTimer(TimeSpan.Zero).Wait(CancellationToken.None);

        // Other tests may poll meanwhile.
        Assert.True(Polling.EmptyPolls >= before + 3);
    }

    [Fact]
    public void A_cancelled_wait_ends()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.CancelAfter(TimeSpan.FromMilliseconds(20));

        Assert.ThrowsAny<OperationCanceledException>(() => new PollTimer(TimeSpan.FromMinutes(5)).Wait(cancelled.Token));
    }
}
