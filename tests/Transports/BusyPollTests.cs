using InterContainer.Transports.Sockets;

namespace InterContainer.Tests.Transports;

public class BusyPollTests
{
    [Theory]
    [InlineData(WaitMode.Async)]
    [InlineData(WaitMode.Blocking)]
    [InlineData(WaitMode.Spin)]
    internal void Only_in_adaptive_mode_is_it_worth_it_to_poll(WaitMode mode)
    {
        using var polling = new BusyPoll(mode, new EndCount());

        polling.Sent();

        Assert.False(polling.IsWorthIt);
    }

    [Fact]
    public void An_answer_is_expected_from_sending_until_something_has_come()
    {
        using var polling = new BusyPoll(WaitMode.Adaptive, new EndCount());
        Assert.False(polling.IsWorthIt);

        polling.Sent();
        Assert.True(polling.IsWorthIt);

        polling.Received();
        Assert.False(polling.IsWorthIt);
    }

    [Fact]
    public void Ends_that_share_event_threads_do_not_hold_up_each_other()
    {
        var ends = new EndCount();
        using var polling = new BusyPoll(WaitMode.Adaptive, ends);
        polling.Sent();

        var other = new BusyPoll(WaitMode.Adaptive, ends);
        Assert.False(polling.IsWorthIt);

        other.Dispose();
        other.Dispose();
        Assert.True(polling.IsWorthIt);
    }

    [Fact]
    public void Polling_has_an_end()
    {
        var tries = 0;
        while (BusyPoll.Again(tries))
            tries++;

        Assert.InRange(tries, 2, 1000);
    }
}
