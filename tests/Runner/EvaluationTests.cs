using InterContainer.Agent.Contract;
using InterContainer.Runner.Launching;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Runner;

public class EvaluationTests
{
    [Fact]
    public void A_round_trip_is_judged_by_the_initiator()
    {
        var result = Evaluation.Measured(Cell(Scenario.RoundTrip), Isolation.Process, new Seen(Initiator(sent: 10, received: 10), Responder(received: 10)));

        Assert.Equal(Status.Ok, result.Status);
        Assert.Null(result.Reason);
        Assert.Equal(new Counts(10, 10, 0, 0, 0, 0), result.Counts);
        // 8 messages in 2 µs.
        Assert.Equal(new Throughput(4e6, 4e6 * 64), result.Throughput);
        Assert.Equal(150, result.LatencyNs!.P50);
    }

    [Fact]
    public void A_stream_is_judged_by_the_responder()
    {
        var responder = Responder(received: 10) with { Windows = [new Window(5, 1000)] };

        var result = Evaluation.Measured(Cell(Scenario.Stream), Isolation.Process, new Seen(new Measurement { Sent = 10 }, responder));

        Assert.Equal(Status.Ok, result.Status);
        Assert.Equal(5e6, result.Throughput!.MessagesPerSecond);
        Assert.Null(result.LatencyNs);
    }

    [Theory]
    [InlineData(9, 0, 0, 0, "lost")]
    [InlineData(10, 1, 0, 0, "more than once")]
    [InlineData(10, 0, 1, 0, "out of order")]
    [InlineData(10, 0, 0, 1, "wrong length or check bytes")]
    public void Evidence_that_breaks_a_promise_is_invalid(long received, long duplicated, long reordered, long corrupted, string reason)
    {
        var responder = new Measurement
        {
            Windows = [new Window(5, 1000)],
            Verified = new Verified { Received = received, Duplicated = duplicated, Reordered = reordered, Corrupted = corrupted },
        };

        var result = Evaluation.Measured(Cell(Scenario.Stream), Isolation.Process, new Seen(new Measurement { Sent = 10 }, responder));

        Assert.Equal(Status.Invalid, result.Status);
        Assert.Contains(reason, result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_arrived_is_not_ok()
    {
        var result = Evaluation.Measured(Cell(Scenario.Stream), Isolation.Process, new Seen(new Measurement { Sent = 0 }, new Measurement()));

        Assert.Equal(Status.Invalid, result.Status);
        Assert.Null(result.Throughput);
    }

    [Fact]
    public void Rounds_add_up()
    {
        var first = Evaluation.Measured(Cell(Scenario.RoundTrip), Isolation.Process, new Seen(Initiator(10, 10), Responder(10)));
        var second = Evaluation.Measured(Cell(Scenario.RoundTrip) with { Round = 2 }, Isolation.Process, new Seen(Initiator(20, 20), Responder(20)));

        var merged = Evaluation.Merge(first, second);

        Assert.Equal(new Counts(30, 30, 0, 0, 0, 0), merged.Counts);
        Assert.Equal(4, merged.LatencyNs!.Count);
        Assert.Equal([1, 2], merged.Windows.Select(window => window.Round));
        Assert.Equal(4e6, merged.Throughput!.MessagesPerSecond);
    }

    [Fact]
    public void A_round_that_failed_fails_the_cell_and_keeps_the_other_rounds_figures()
    {
        var good = Evaluation.Measured(Cell(Scenario.RoundTrip), Isolation.Process, new Seen(Initiator(10, 10), Responder(10)));
        var bad = Evaluation.NotMeasured(Cell(Scenario.RoundTrip), Isolation.Process, Status.Failed, "the broker died");

        Assert.All([Evaluation.Merge(good, bad), Evaluation.Merge(bad, good)], merged =>
        {
            Assert.Equal((Status.Failed, "the broker died"), (merged.Status, merged.Reason));
            Assert.Equal(good.LatencyNs!.Count, merged.LatencyNs!.Count);
        });
    }

    private static PlannedCell Cell(Scenario scenario) =>
        new(TransportChoice.Parse("tcp", Catalogue.BuiltIn), new Cell { Transport = "tcp", Scenario = scenario, PayloadBytes = 64 }, 1);

    private static Measurement Initiator(long sent, long received)
    {
        var latency = LatencyHistogram.Create();
        latency.RecordValue(150);
        latency.RecordValue(250);
        return new Measurement
        {
            Sent = sent,
            LatencyNs = Distribution.Of(latency),
            Windows = [new Window(8, 2000)],
            Verified = new Verified { Received = received },
        };
    }

    private static Measurement Responder(long received) => new() { Verified = new Verified { Received = received } };
}
