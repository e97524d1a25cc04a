using InterContainer.Agent.Messages;

namespace InterContainer.Tests.Agent;

public class SequenceTrackerTests
{
    [Theory]
    [InlineData(new long[] { 0, 1, 2, 3 }, 4, 0, 0)]
    [InlineData(new long[] { 0, 1, 1, 2, 2, 2 }, 3, 3, 0)]
    [InlineData(new long[] { 0, 2, 1, 3 }, 4, 0, 1)]
    [InlineData(new long[] { 5, 4, 3, 2, 1, 0 }, 6, 0, 5)]
    [InlineData(new long[] { 0, 5, 9 }, 3, 0, 0)]
    [InlineData(new long[] { 0, 3, 1, 1, 3, 0 }, 3, 3, 1)]
    public void Counts_what_arrived(long[] arrivals, long received, long duplicated, long reordered)
    {
        var tracker = new SequenceTracker();
        foreach (var sequence in arrivals)
            tracker.Add(sequence);

        Assert.Equal((received, duplicated, reordered), (tracker.Received, tracker.Duplicated, tracker.Reordered));
    }

    [Fact]
    public void A_place_in_the_bitmap_is_used_again_for_later_messages()
    {
        var tracker = new SequenceTracker();
        for (var sequence = 0L; sequence < 3 * SequenceTracker.Reach; sequence++)
        {
            if (sequence % 1000 != 7)
                tracker.Add(sequence);
        }

        var late = (3L * SequenceTracker.Reach) - 1;
        late -= (late - 7) % 1000;
        tracker.Add(late);
        tracker.Add(late);

        Assert.Equal((1, 1), (tracker.Reordered, tracker.Duplicated));
    }

    [Fact]
    public void A_message_too_late_to_tell_counts_as_repeated()
    {
        var tracker = new SequenceTracker();
        tracker.Add(SequenceTracker.Reach + 1);
        tracker.Add(1);
        tracker.Add(2);

        Assert.Equal((2, 1, 1), (tracker.Received, tracker.Duplicated, tracker.Reordered));
    }
}
