using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

public class PollThreadTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Every_wait_is_a_look_that_found_nothing(int intervalMs)
    {
        var before = Polling.EmptyPolls;
        using var thread = new PollThread(TimeSpan.FromMilliseconds(intervalMs));

        for (var i = 0; i < 3; i++)
            await thread.WaitAsync(TestContext.Current.CancellationToken);

        // Other tests may poll meanwhile.
        Assert.True(Polling.EmptyPolls >= before + 3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5 * 60 * 1000)]
    public async Task A_cancelled_wait_ends_and_the_next_one_waits_again(int intervalMs)
    {
        using var thread = new PollThread(TimeSpan.FromMilliseconds(intervalMs));
        for (var i = 0; i < 2; i++)
        {
            using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            cancelled.CancelAfter(TimeSpan.FromMilliseconds(20));

            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                while (true)
                    await thread.WaitAsync(cancelled.Token);
            });
        }
    }

    [Fact]
    public async Task What_follows_a_wait_goes_on_where_it_waited_and_may_end_it()
    {
        using var cancelled = new CancellationTokenSource();

        var following = FollowAsync(new PollThread(TimeSpan.FromMinutes(5)), cancelled.Token);
        await cancelled.CancelAsync();

        Assert.Equal("poll interval", await following);
    }

    private static async Task<string?> FollowAsync(PollThread thread, CancellationToken cancellationToken)
    {
        using (thread)
        {
            try
            {
                await thread.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Goes on there like a wait that is over.
            }

            return Thread.CurrentThread.Name;
        }
    }
}
