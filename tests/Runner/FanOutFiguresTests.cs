using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Runner;

public class FanOutFiguresTests
{
    private const long WindowNs = 1_000;

    private static readonly Cell Cell = new() { Transport = "tcp", Scenario = Scenario.FanOut, Subscribers = 2, OfferedRate = 100 };

    [Fact]
    public void The_figure_runs_to_the_last_subscriber()
    {
        // Sent at 1000, 2000, 3000; subscriber a takes 10, 20, 30 ns, subscriber b 40, 5, 30.
        var figures = FanOutFigures.Of([1000, 2000, 3000], [[(1000, 1010), (2000, 2020), (3000, 3030)], [(1000, 1040), (2000, 2005), (3000, 3030)]], WindowNs);

        Assert.Equal((3, 20, 30, 40), (figures.ToLast!.Count, figures.ToLast.Min, figures.ToLast.P50, figures.ToLast.Max));
        Assert.Equal((6, 5, 40), (figures.ToEach!.Count, figures.ToEach.Min, figures.ToEach.Max));
        Assert.Equal(0, figures.BeforeSent);
    }

    [Fact]
    public void What_one_subscriber_did_not_get_has_no_last()
    {
        var figures = FanOutFigures.Of([1000, 2000, 3000], [[(1000, 1010), (2000, 2010), (3000, 3010)], [(1000, 1010), (3000, 3010)]], WindowNs);

        Assert.Equal((2, 5), (figures.ToLast!.Count, figures.ToEach!.Count));
    }

    [Fact]
    public void What_comes_twice_came_the_first_time()
    {
        var figures = FanOutFigures.Of([1000], [[(1000, 1500), (1000, 1010)]], WindowNs);

        Assert.Equal((1, 10), (figures.ToLast!.Count, figures.ToLast.Max));
    }

    [Fact]
    public void What_came_before_it_was_sent_is_in_no_figure()
    {
        var figures = FanOutFigures.Of([1000, 2000], [[(1000, 1010), (2000, 1990)]], WindowNs);

        Assert.Equal((1, 1), (figures.ToLast!.Count, figures.BeforeSent));
    }

    [Fact]
    public void Messages_that_were_not_published_are_not_counted()
    {
        var figures = FanOutFigures.Of([1000], [[(500, 510), (1000, 1010)]], WindowNs);

        Assert.Equal((1, 1), (figures.ToLast!.Count, figures.ToEach!.Count));
    }

    [Fact]
    public void Nothing_gives_no_figure()
    {
        var figures = FanOutFigures.Of([], [[]], WindowNs);

        Assert.Null(figures.ToLast);
        Assert.Null(figures.ToEach);
        Assert.Empty(figures.Windows);
    }

    [Fact]
    public void Windows_lie_back_to_back_from_the_first_to_the_last_arrival()
    {
        // Twelve messages, one each 300 ns, each 10 ns on its way: eleven in the 3300 ns between the first and the last.
        var sent = Enumerable.Range(0, 12).Select(i => 300L * i).ToList();

        var figures = FanOutFigures.Of(sent, [[.. sent.Select(moment => (moment, moment + 10))]], WindowNs);

        Assert.Equal((11, 3300), (figures.Windows.Sum(window => window.Messages), figures.Windows.Sum(window => window.ElapsedNs)));
        Assert.Equal([new Window(4, 1200), new Window(7, 2100)], figures.Windows);
    }

    [Fact]
    public void Together_they_are_as_if_the_publisher_had_measured()
    {
        var publisher = new Measurement { Sent = 8, Times = MessageTimes.Encode([1000, 2000, 3000], 1) };
        Measurement Subscriber(long delay, long received) => new()
        {
            Times = MessageTimes.Encode([1000, 1000 + delay, 2000, 2000 + delay, 3000, 3000 + delay], 2),
            Verified = new Verified { Received = received },
        };

        var seen = FanOutFigures.Together(Cell, new Observation(publisher, [Subscriber(10, 4), Subscriber(25, 4)]));

        Assert.Equal((3, 25), (seen.Initiator.LatencyNs!.Count, seen.Initiator.LatencyNs.P50));
        Assert.Equal(8, seen.Initiator.Verified.Received);
        Assert.Null(seen.Initiator.WarmUpMissed);
    }

    [Fact]
    public void A_subscriber_that_compiled_for_more_than_a_hundredth_of_the_time_is_named()
    {
        Measurement Subscriber(long compileNs) => new()
        {
            Runtime = new RuntimeActivity(1, compileNs, 0, 0, 0),
            Cost = new RoleCost(1, 1, 1) { MeasuredNs = 1_000_000 },
        };

        var seen = FanOutFigures.Together(Cell, new Observation(new Measurement(), [Subscriber(9_000), Subscriber(15_000)]));

        Assert.Equal("subscriber 2 was still compiling, 1.5 % of the time", seen.Initiator.WarmUpMissed);
    }

    [Theory]
    [InlineData(4, 3, "", Status.Ok, null)]
    [InlineData(3, 3, "", Status.Invalid, "1 of 8 messages were lost")]
    [InlineData(4, 2, "", Status.Ok, null)]
    [InlineData(4, 3, "another", Status.Invalid, "clocks of publisher and subscribers are not one")]
    public void A_fan_out_is_evidence_where_all_came_in_time_and_by_one_clock(long received, int sent, string bootId, Status status, string? reason)
    {
        var planned = new PlannedCell(TransportChoice.Parse("tcp", Catalogue.BuiltIn), Cell, 1);
        long[] moments = [.. new[] { 1000L, 2000, 3000 }.Take(sent)];
        var lateness = LatencyHistogram.Create();
        lateness.RecordValueWithCount(1, sent);
        var publisher = new Measurement { Sent = 8, Scheduled = 3, SendLatenessNs = Distribution.Of(lateness), Times = MessageTimes.Encode(moments, 1) };
        Measurement Subscriber(long arrived, string clock) => new()
        {
            Times = MessageTimes.Encode([.. moments.SelectMany(moment => new[] { moment, moment + 10 })], 2),
            Verified = new Verified { Received = arrived },
            Clock = new ClockIdentity { BootId = clock },
        };

        var result = Evaluation.Measured(planned, Isolation.Process, new Observation(publisher, [Subscriber(4, ""), Subscriber(received, bootId)]));

        Assert.Equal((status, 2, 100.0), (result.Status, result.Subscribers, result.OfferedRate));
        Assert.Equal(reason is null, result.Reason is null);
        Assert.Contains(reason ?? "", result.Reason ?? "", StringComparison.Ordinal);
        Assert.Equal(bootId.Length == 0, result.LatencyNs is not null);
        Assert.Equal(new Counts(8, 4 + received, 4 - received, 0, 0, 0), result.Counts);
        Assert.DoesNotContain(FlagCodes.LateSender, result.Flags.Select(flag => flag.Code));
        // What was due and not sent takes nothing from a time that begins with the send.
        Assert.Equal(sent < 3 ? "66.7 % were sent" : null, result.Flags.SingleOrDefault(flag => flag.Code == FlagCodes.Saturated)?.Detail);
    }

    [Fact]
    public void Costs_of_subscribers_are_for_each_published_message()
    {
        // Each of two took 10 messages in 1 s and used 0.1 cores: 10 ms a message, 20 ms of both.
        var one = new Measurement { Cost = new RoleCost(10_000_000, 0.1, 100) { Messages = 10, MeasuredNs = 1_000_000_000 } };

        var together = RespondersTogether.OfSubscribers([one, one], 20).Cost!;

        Assert.Equal((20_000_000, 0.2, 10), (together.CpuNsPerMessage!.Value, together.CpuCores, together.Messages));
    }
}
