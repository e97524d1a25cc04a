using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Runner;

public class EvaluationTests
{
    [Fact]
    public void A_round_trip_is_judged_by_the_initiator()
    {
        var result = Evaluation.Measured(
            Cell(Scenario.RoundTrip),
            Isolation.Process,
            new Observation(Initiator(sent: 10, received: 10), [Responder(received: 10)]));

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

        var result = Evaluation.Measured(Cell(Scenario.Stream), Isolation.Process, new Observation(new Measurement { Sent = 10 }, [responder]));

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

        var result = Evaluation.Measured(Cell(Scenario.Stream), Isolation.Process, new Observation(new Measurement { Sent = 10 }, [responder]));

        Assert.Equal(Status.Invalid, result.Status);
        Assert.Contains(reason, result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_that_arrived_is_not_ok()
    {
        var result = Evaluation.Measured(Cell(Scenario.Stream), Isolation.Process, new Observation(new Measurement { Sent = 0 }, [new Measurement()]));

        Assert.Equal(Status.Invalid, result.Status);
        Assert.Null(result.Throughput);
    }

    [Fact]
    public void An_idle_pair_has_a_cost_and_neither_latency_nor_rate()
    {
        var cost = new RoleCost(null, 0.25, 1000) { MeasuredNs = 1_000_000_000 };
        var seen = new Observation(
            new Measurement { Sent = 3, Verified = new Verified { Received = 3 }, Cost = cost },
            [Responder(received: 3) with { Cost = cost }]);

        var result = Evaluation.Measured(Cell(Scenario.Idle), Isolation.Process, seen);
        var merged = Evaluation.Merge(result, result);

        Assert.Equal((Status.Ok, null), (merged.Status, merged.Reason));
        Assert.Null(merged.Throughput);
        Assert.Null(merged.LatencyNs);
        Assert.Equal((0.25, null), (merged.Cost!.Initiator!.CpuCores, merged.Cost.Initiator.CpuNsPerMessage));
    }

    [Fact]
    public void A_pair_that_was_woken_up_has_a_median_and_a_slowest_and_no_rate()
    {
        static Observation Observed(long fastNs, long slowNs)
        {
            var latency = LatencyHistogram.Create();
            latency.RecordValueWithCount(fastNs, 29);
            latency.RecordValue(slowNs);
            var cost = new RoleCost(1_000_000, 0.01, 1000) { MeasuredNs = 3_000_000_000 };
            var initiator = new Measurement { Sent = 40, Verified = new Verified { Received = 40 }, LatencyNs = Distribution.Of(latency), Cost = cost };
            return new Observation(initiator, [Responder(received: 40) with { Cost = cost }])
            {
                ServicesBefore = new Counters(0, 0, new ResourceUsage()),
                ServicesAfter = new Counters(3_000_000_000, 60_000_000, new ResourceUsage()),
            };
        }

        var planned = Cell(Scenario.Wake);
        planned = planned with { Cell = planned.Cell with { SilenceMs = 100 } };
        var first = Evaluation.Measured(planned, Isolation.Process, Observed(100, 900));
        var merged = Evaluation.Merge(first, Evaluation.Measured(planned with { Round = 2 }, Isolation.Process, Observed(400, 500)));

        Assert.Equal((Status.Ok, null, 100), (first.Status, first.Reason, first.SilenceMs));
        Assert.Equal(PlanInfo.KeyOf(planned), merged.Key);
        Assert.Null(merged.Throughput);
        // √(100 × 400); the slowest of both.
        Assert.Equal((60, 200.0, 900), (merged.LatencyNs!.Count, Math.Round(merged.LatencyNs.P50), merged.LatencyNs.Max));
        Assert.Null(merged.LatencyNs.P99 ?? merged.LatencyNs.P999);
        Assert.Empty(merged.Flags);
        // 60 ms over 30 messages.
        Assert.Equal(2_000_000, first.Cost!.Service!.CpuNsPerMessage!.Value, 1.0);
        var unanswered = Evaluation.Measured(planned, Isolation.Process, new Observation(new Measurement { Sent = 3 }, [new Measurement()]));
        Assert.Equal((Status.Invalid, true), (unanswered.Status, unanswered.Reason!.Length > 0));
    }

    [Fact]
    public void Rounds_add_up()
    {
        var first = Evaluation.Measured(Cell(Scenario.RoundTrip), Isolation.Process, new Observation(Initiator(10, 10), [Responder(10)]));
        var second = Evaluation.Measured(Cell(Scenario.RoundTrip) with { Round = 2 }, Isolation.Process, new Observation(Initiator(20, 20), [Responder(20)]));

        var merged = Evaluation.Merge(first, second);

        Assert.Equal(new Counts(30, 30, 0, 0, 0, 0), merged.Counts);
        Assert.Equal(4, merged.LatencyNs!.Count);
        Assert.Equal([1, 2], merged.Rounds.Select(round => round.Round));
        Assert.Equal(4e6, merged.Throughput!.MessagesPerSecond);
    }

    [Fact]
    public void A_round_keeps_what_the_agents_said_of_themselves_and_of_the_machine()
    {
        var probe = new MachineProbe(1000, null, 2000);
        var (ofInitiator, ofResponder) = (new RuntimeActivity(1, 2, 3, 4, 5), new RuntimeActivity(6, 7, 8, 9, 10));
        var seen = new Observation(
            Initiator(10, 10) with { Probe = probe, Runtime = ofInitiator, WarmUpNs = 11, MeasuredNs = 12 },
            [Responder(10) with { Runtime = ofResponder }]);

        var round = Assert.Single(Evaluation.Measured(Cell(Scenario.RoundTrip), Isolation.Process, seen).Rounds);
        var merged = Evaluation.Merge(
            Evaluation.Measured(Cell(Scenario.RoundTrip), Isolation.Process, seen),
            Evaluation.Measured(Cell(Scenario.RoundTrip) with { Round = 2 }, Isolation.Process, seen));

        Assert.Equal((probe, new RoleRuntimes(ofInitiator, ofResponder), 11, 12), (round.Probe, round.Agents, round.WarmUpNs, round.MeasuredNs));
        Assert.Equal((22, 24, new RuntimeActivity(2, 4, 6, 8, 5)), (merged.WarmUpNs, merged.MeasuredNs, merged.Agents!.Initiator));
    }

    [Fact]
    public void A_flag_of_one_round_stays_a_flag_of_the_cell()
    {
        var level = Evaluation.Measured(Cell(Scenario.RoundTrip), Isolation.Process, new Observation(Initiator(10, 10), [Responder(10)]));
        var missed = Evaluation.Measured(
            Cell(Scenario.RoundTrip) with { Round = 2 },
            Isolation.Process,
            new Observation(Initiator(10, 10) with { WarmUpMissed = "a trend" }, [Responder(10)]));

        var merged = Evaluation.Merge(level, missed);

        Assert.Equal([new Flag(FlagCodes.WarmUpNotConverged, "a trend")], merged.Flags);
        Assert.Equal([0, 1], merged.Rounds.Select(round => round.Flags.Count));
    }

    [Fact]
    public void A_capture_of_the_first_round_stays()
    {
        var seen = new Observation(Initiator(10, 10), [Responder(10)]);
        var first = Evaluation.Measured(Cell(Scenario.RoundTrip), Isolation.Process, seen with { Capture = Capture.Not("because") });
        var second = Evaluation.Measured(Cell(Scenario.RoundTrip) with { Round = 2 }, Isolation.Process, seen);

        Assert.Equal("because", Evaluation.Merge(first, second).Capture!.Reason);
    }

    [Fact]
    public void A_round_that_failed_fails_the_cell_and_keeps_the_other_rounds_figures()
    {
        var good = Evaluation.Measured(Cell(Scenario.RoundTrip), Isolation.Process, new Observation(Initiator(10, 10), [Responder(10)]));
        var bad = Evaluation.NotMeasured(Cell(Scenario.RoundTrip), Isolation.Process, Status.Failed, "the broker died");

        Assert.All([Evaluation.Merge(good, bad), Evaluation.Merge(bad, good)], merged =>
        {
            Assert.Equal((Status.Failed, "the broker died"), (merged.Status, merged.Reason));
            Assert.Equal(good.LatencyNs!.Count, merged.LatencyNs!.Count);
        });
    }

    [Fact]
    public void The_reason_of_an_invalid_cell_names_the_round_whose_figures_it_has()
    {
        CellResult Round(int number, int received) => Evaluation.Measured(
            Cell(Scenario.RoundTrip) with { Round = number }, Isolation.Process, new Observation(Initiator(10, received), [Responder(received)]));
        var reason = Round(2, received: 9).Reason;

        var merged = new[] { Round(2, received: 9), Round(3, received: 8) }.Aggregate(Round(1, received: 10), Evaluation.Merge);

        Assert.Equal((Status.Invalid, $"Round 2: {reason}"), (merged.Status, merged.Reason));
    }

    [Theory]
    [InlineData(99, false, Status.Ok, 0)]
    [InlineData(98, false, Status.Invalid, 1)]
    [InlineData(98, true, Status.Ok, 1)]
    public void A_load_has_to_be_answered_unless_it_is_meant_to_saturate(int answered, bool saturates, Status status, int flags)
    {
        var latency = LatencyHistogram.Create();
        latency.RecordValueWithCount(150, answered);
        var initiator = Initiator(sent: answered, received: answered) with
        {
            LatencyNs = Distribution.Of(latency),
            ServiceTimeNs = Distribution.Of(latency),
            Scheduled = 100,
        };
        var planned = Cell(Scenario.Load) with { Saturates = saturates };
        planned = planned with { Cell = planned.Cell with { OfferedRate = 1000 } };

        var result = Evaluation.Measured(planned, Isolation.Process, new Observation(initiator, [Responder(answered)]));

        Assert.Equal((status, flags, 1000.0), (result.Status, result.Flags.Count, result.OfferedRate));
        Assert.Equal(status == Status.Invalid, result.Reason?.Contains("98 %", StringComparison.Ordinal) ?? false);
    }

    [Theory]
    [InlineData(99, 0)]
    [InlineData(101, 1)]
    public void A_sender_that_is_late_by_more_than_a_tenth_of_the_tail_is_flagged(long lateNs, int flags)
    {
        static Distribution? All(long ns)
        {
            var histogram = LatencyHistogram.Create();
            histogram.RecordValueWithCount(ns, 100);
            return Distribution.Of(histogram);
        }

        var initiator = Initiator(100, 100) with { LatencyNs = All(1000), ServiceTimeNs = All(900), SendLatenessNs = All(lateNs), Scheduled = 100 };
        var planned = Cell(Scenario.Load);
        var result = Evaluation.Measured(
            planned with { Cell = planned.Cell with { OfferedRate = 1000 } },
            Isolation.Process,
            new Observation(initiator, [Responder(100)]));

        Assert.Equal(flags, result.Flags.Count(flag => flag.Code == FlagCodes.LateSender));
        Assert.Equal(lateNs, result.SendLatenessNs!.P50);
    }

    [Fact]
    public void One_way_delay_is_refused_where_the_clocks_are_not_one()
    {
        var initiator = Initiator(10, 10);
        initiator = initiator with { ForwardNs = initiator.LatencyNs, BackNs = initiator.LatencyNs };
        var elsewhere = Responder(10) with { Clock = new ClockIdentity { BootId = "another" } };

        var same = Evaluation.Measured(Cell(Scenario.RoundTrip), Isolation.Process, new Observation(initiator, [Responder(10)]));
        var other = Evaluation.Measured(Cell(Scenario.RoundTrip), Isolation.Process, new Observation(initiator, [elsewhere]));
        var back = Evaluation.Measured(Cell(Scenario.RoundTrip), Isolation.Process, new Observation(initiator with { BeforeSent = 1 }, [Responder(10)]));

        Assert.NotNull(same.OneWayRequestNs);
        Assert.Empty(same.Flags);
        Assert.All([other, back], result => Assert.Null(result.OneWayRequestNs ?? result.OneWayReplyNs));
        Assert.All([other, back], result => Assert.Equal(FlagCodes.ClocksDiffer, Assert.Single(result.Flags).Code));
    }

    [Fact]
    public void Windows_that_keep_falling_are_flagged()
    {
        var falling = Initiator(10, 10) with { Windows = [.. Enumerable.Range(0, 16).Select(i => new Window(100, 100_000 - (i * 1000)))] };
        var level = Initiator(10, 10) with { Windows = [.. Enumerable.Range(0, 16).Select(i => new Window(100, 100_000 + (i % 3 * 1000)))] };

        Assert.Equal(
            FlagCodes.NotStationary,
            Assert.Single(Evaluation.Measured(Cell(Scenario.RoundTrip), Isolation.Process, new Observation(falling, [Responder(10)])).Flags).Code);
        Assert.Empty(Evaluation.Measured(Cell(Scenario.RoundTrip), Isolation.Process, new Observation(level, [Responder(10)])).Flags);
    }

    [Fact]
    public void A_sandbox_costs_what_the_machine_paid_and_not_what_the_ends_say()
    {
        static RoleCost Own(double cpuNs) => new(cpuNs, 0.1, 1000) { PerMessage = new ResourceUsage { EmptyPolls = 3 }, Messages = 8, MeasuredNs = 2000 };
        static Counters At(long seconds, double cpuSeconds) =>
            new(seconds * 1_000_000_000, cpuSeconds * 1e9, new ResourceUsage { EmptyPolls = 0, VoluntarySwitches = seconds }) { MemoryBytes = 1 << 20 };
        var initiator = Initiator(10, 10) with { Windows = [new Window(1000, 1_000_000_000)], Cost = Own(5) };

        var result = Evaluation.Measured(
            Cell(Scenario.RoundTrip),
            Isolation.Container,
            new Observation(initiator, [Responder(10) with { Cost = Own(7) }])
            {
                InitiatorBill = new HostBill(At(1, 1), At(3, 2), null),
                ResponderBill = new HostBill(null, null, "for root to read"),
            });

        // A second of CPU time in two, in which a rate of 1000 a second makes 2000 messages.
        Assert.Equal((500_000.0, 0.5), (result.Cost!.Initiator!.CpuNsPerMessage, result.Cost.Initiator.CpuCores));
        // What an end counts of its own doing stays its own.
        Assert.Equal((3.0, 0.001), (result.Cost.Initiator.PerMessage!.EmptyPolls, result.Cost.Initiator.PerMessage.VoluntarySwitches));
        Assert.Null(result.Cost.Responder);
        Assert.Equal(new Flag(FlagCodes.HostCostUnknown, "for root to read"), Assert.Single(result.Flags));
    }

    [Fact]
    public void Without_a_bill_the_ends_own_word_holds()
    {
        var own = new RoleCost(5, 0.1, 1000);

        var result = Evaluation.Measured(
            Cell(Scenario.RoundTrip), Isolation.Container, new Observation(Initiator(10, 10) with { Cost = own }, [Responder(10)]));

        Assert.Same(own, result.Cost!.Initiator);
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
