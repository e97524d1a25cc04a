using System.Diagnostics;
using InterContainer.Transports.Sockets;

namespace InterContainer.Tests.Transports;

public class BusyPollTests
{
    private static readonly long Us = Stopwatch.Frequency / 1_000_000;

    private long _now = Stopwatch.Frequency;

    [Theory]
    [InlineData(WaitMode.Async)]
    [InlineData(WaitMode.Blocking)]
    [InlineData(WaitMode.Spin)]
    internal void Only_in_adaptive_mode_is_it_worth_it_to_poll(WaitMode mode)
    {
        using var polling = Polling(asks: true, mode);

        Assert.False(IsWorthItAfter(polling, pauseUs: 1));
    }

    [Fact]
    public void An_initiator_polls_from_sending_until_the_answer_has_come()
    {
        using var polling = Polling(asks: true);
        Assert.False(polling.IsWorthIt);

        Assert.True(IsWorthItAfter(polling, pauseUs: 1));

        polling.Received();
        Assert.False(polling.IsWorthIt);
    }

    [Theory]
    [InlineData(40, true)]
    [InlineData(60, false)]
    public void An_initiator_that_paused_finds_the_responder_asleep(int pauseUs, bool polls)
    {
        using var polling = Polling(asks: true);

        Assert.Equal(polls, IsWorthItAfter(polling, pauseUs));
    }

    [Theory]
    [InlineData(150, true)]
    [InlineData(250, false)]
    public void A_responder_polls_where_the_last_question_came_soon_after_the_answer_before_it(int waitUs, bool polls)
    {
        using var polling = Polling(asks: false);
        polling.Sent();
        Assert.False(polling.IsWorthIt);

        _now += waitUs * Us;
        Assert.Equal(polls, IsWorthItAfter(polling, pauseUs: 1));
    }

    [Fact]
    public void Ends_that_share_processors_do_not_poll()
    {
        var ends = new EndCount();
        using var polling = Polling(asks: true, ends: ends);

        var other = Polling(asks: true, ends: ends);
        Assert.False(IsWorthItAfter(polling, pauseUs: 1));

        other.Dispose();
        other.Dispose();
        Assert.True(polling.IsWorthIt);
    }

    [Fact]
    public void An_end_whose_polls_all_missed_sleeps_but_for_a_few_messages_of_many()
    {
        using var polling = Polling(asks: true);
        var polled = Enumerable.Range(0, 5000).Count(_ =>
        {
            var isWorthIt = IsWorthItAfter(polling, pauseUs: 1);
            if (isWorthIt)
                polling.Polled(hasCome: false);
            return isWorthIt;
        });

        // The first sixteen, and four of each 512 after that.
        Assert.InRange(polled, 16 + (4 * 8), 16 + (4 * 10));
    }

    [Fact]
    public void An_end_polls_again_after_a_hit()
    {
        using var polling = Polling(asks: true);
        for (var i = 0; i < 17; i++)
        {
            Assert.Equal(i < 16, IsWorthItAfter(polling, pauseUs: 1));
            polling.Polled(hasCome: false);
        }

        polling.Polled(hasCome: true);
        Assert.True(IsWorthItAfter(polling, pauseUs: 1));
    }

    [Fact]
    public void Polling_has_an_end()
    {
        var tries = 0;
        while (BusyPoll.Again(tries))
            tries++;

        Assert.InRange(tries, 2, 1000);
    }

    private BusyPoll Polling(bool asks, WaitMode mode = WaitMode.Adaptive, EndCount? ends = null) => new(mode, asks, ends ?? new EndCount(), () => _now);

    private bool IsWorthItAfter(BusyPoll polling, int pauseUs)
    {
        polling.Received();
        _now += pauseUs * Us;
        polling.Sent();
        return polling.IsWorthIt;
    }
}
