using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>Each reply finds its exchange.</summary>
public sealed class PendingRepliesTests
{
    [Fact]
    public async Task Replies_find_their_exchanges_by_number_in_any_order()
    {
        var pending = new PendingReplies(3, isOrdered: false);
        byte[][] replies = [new byte[4], new byte[4], new byte[4]];
        var begun = replies.Select(reply => pending.Begin(reply)).ToArray();

        foreach (var at in new[] { 2, 0, 1 })
            pending.Complete(begun[at].Number, [(byte)at, 7]);

        for (var at = 0; at < 3; at++)
        {
            Assert.Equal(2, await begun[at].Reply);
            Assert.Equal(at, replies[at][0]);
        }
    }

    [Fact]
    public async Task Without_numbers_the_oldest_exchange_has_the_next_reply()
    {
        var pending = new PendingReplies(2, isOrdered: true);
        byte[][] replies = [new byte[1], new byte[1]];
        var begun = replies.Select(reply => pending.Begin(reply)).ToArray();

        pending.CompleteNext([1]);
        pending.CompleteNext([2]);

        Assert.Equal((1, 1), (await begun[0].Reply, await begun[1].Reply));
        Assert.Equal((1, 2), (replies[0][0], replies[1][0]));
        Assert.Throws<TransportException>(() => pending.CompleteNext([3]));
    }

    [Fact]
    public async Task A_reply_of_an_exchange_that_was_given_up_is_not_that_of_the_next_one()
    {
        var pending = new PendingReplies(1, isOrdered: false);
        var first = pending.Begin(new byte[1]);
        pending.GiveUp(first.Number, new OperationCanceledException());
        await Assert.ThrowsAsync<OperationCanceledException>(async () => await first.Reply);
        var reply = new byte[1];
        var second = pending.Begin(reply);

        pending.Complete(first.Number, [1]);
        pending.Complete(second.Number, [2]);

        Assert.Equal(1, await second.Reply);
        Assert.Equal(2, reply[0]);
    }

    [Fact]
    public async Task What_breaks_it_ends_all_exchanges_and_those_to_come()
    {
        var pending = new PendingReplies(2, isOrdered: true);
        var begun = new[] { pending.Begin(new byte[1]), pending.Begin(new byte[1]) };

        pending.Break(new TransportException("gone"));
        pending.Break(new TransportException("later"));

        foreach (var (_, reply) in begun)
            Assert.Equal("gone", (await Assert.ThrowsAsync<TransportException>(async () => await reply)).Message);
        Assert.Equal("gone", Assert.Throws<TransportException>(() => pending.Begin(new byte[1])).Message);
    }

    [Fact]
    public void More_exchanges_than_it_was_made_for_are_refused()
    {
        var pending = new PendingReplies(1, isOrdered: false);
        pending.Begin(new byte[1]);

        Assert.Contains("1 exchanges at once", Assert.Throws<InvalidOperationException>(() => pending.Begin(new byte[1])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reply_that_is_too_long_is_an_error_of_its_exchange_alone()
    {
        var pending = new PendingReplies(2, isOrdered: false);
        var (small, large) = (pending.Begin(new byte[1]), pending.Begin(new byte[8]));

        pending.Complete(small.Number, new byte[2]);
        pending.Complete(large.Number, new byte[2]);

        await Assert.ThrowsAsync<TransportException>(async () => await small.Reply);
        Assert.Equal(2, await large.Reply);
    }
}
