using InterContainer.Bench.Analysis.Advising;
using InterContainer.Bench.Report.Advising;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

/// <summary>Questions whose answers follow from the figures by arithmetic.</summary>
public class AdvisorTests
{
    [Fact]
    public void What_was_measured_is_compared_as_it_is_and_the_best_tail_is_first()
    {
        var advice = Ask(
            new Requirements { PayloadBytes = 64, P99Ns = 2e6 },
            Runs.RoundTrip("slow", 64, 500_000, 1_900_000, 1000),
            Runs.RoundTrip("fast", 64, 600_000, 800_000, 900),
            Runs.RoundTrip("tail", 64, 100_000, 5_200_000, 5000));

        Assert.Equal(["fast", "slow"], Names(advice.Qualified));
        // 5.2 / 2 = 2.6
        Assert.Equal("p99 5.2 ms > 2 ms, 2.6×", Single(advice.Rejected).Text);
        Assert.Equal(2.6, Single(advice.Rejected).Factor!.Value, 9);
    }

    [Fact]
    public void Between_two_payloads_it_interpolates_on_logarithmic_axes_and_says_so()
    {
        // From 64 B to 64 KiB is 10 doublings, and 1 KiB is 4 of them: 100 µs × 4^0.4.
        var expected = 100_000 * Math.Pow(4, 0.4);
        CellResult[] cells = [Runs.RoundTrip("tcp", 64, 100_000, 100_000, 8000), Runs.RoundTrip("tcp", 65_536, 400_000, 400_000, 2000)];

        var verdict = Assert.Single(Ask(new Requirements { PayloadBytes = 1024, P50Ns = expected * 1.001 }, cells).Qualified);

        Assert.Equal(expected, verdict.Figures.P50Ns!.Value, 6);
        Assert.Equal(8000 * Math.Pow(0.25, 0.4), verdict.Figures.CarriedPerSecond!.Value, 6);
        Assert.Contains("payload interpolated between 64 B and 64 KiB", verdict.Notes);
        Assert.Equal(["tcp"], Names(Ask(new Requirements { PayloadBytes = 1024, P50Ns = expected * 0.999 }, cells).Rejected));
    }

    [Fact]
    public void A_payload_that_was_measured_is_not_interpolated()
    {
        var advice = Ask(new Requirements { PayloadBytes = 64 }, Runs.RoundTrip("tcp", 64, 1, 1, 1), Runs.RoundTrip("tcp", 128, 2, 2, 2));

        Assert.Empty(Assert.Single(advice.Qualified).Notes);
    }

    [Theory]
    [InlineData(32, "32")]
    [InlineData(1024 * 1024, "1MiB")]
    public void Outside_of_the_payloads_measured_it_says_what_would_measure_it(int payload, string text)
    {
        var advice = Ask(
            new Requirements { PayloadBytes = payload, P99Ns = 1e9 },
            Runs.RoundTrip("tcp", 64, 1000, 2000, 8000),
            Runs.RoundTrip("tcp", 65_536, 4000, 8000, 2000));

        Assert.Empty(advice.Qualified);
        Assert.Equal(
            $"dotnet run -c Release --project bench -- run --scenario round-trip --transport tcp --payload {text}",
            Single(advice.Open).Remedy!.Command(["tcp"]));
    }

    [Fact]
    public void Between_two_loads_it_interpolates_and_says_so()
    {
        // 4,000 is the geometric middle of 2,000 and 8,000: the latency there is that of 1 ms and 9 ms, 3 ms; cores that of 0.5 and 2, 1.
        var verdict = Assert.Single(Ask(
            new Requirements { Rate = 4000, P99Ns = 3.001e6, MaxCores = 1.001 },
            Runs.RoundTrip("tcp", 64, 100_000, 100_000, 9000),
            Runs.Load("tcp", 64, 2000, 500_000, 1_000_000, 0.5),
            Runs.Load("tcp", 64, 8000, 500_000, 9_000_000, 2)).Qualified);

        Assert.Equal(3e6, verdict.Figures.P99Ns!.Value, 3);
        Assert.Equal(1, verdict.Figures.Cores!.Value, 9);
        // The closed loop was the fastest that was seen: 9,000 / 4,000.
        Assert.Equal(2.25, verdict.Figures.Headroom!.Value, 9);
        Assert.True(verdict.Figures.IsLoaded);
        Assert.Contains("load interpolated between 2k/s and 8k/s", verdict.Notes);
    }

    [Fact]
    public void What_a_closed_loop_carries_is_not_its_latency_under_load()
    {
        var advice = Ask(
            new Requirements { Rate = 5000, P99Ns = 2e6 },
            Runs.RoundTrip("may", 64, 100_000, 200_000, 8000),
            Runs.RoundTrip("late", 64, 100_000, 3_000_000, 8000),
            Runs.RoundTrip("slow", 64, 400_000, 500_000, 2000));

        Assert.Empty(advice.Qualified);
        Assert.Equal(["may"], Names(advice.Open));
        Assert.Equal(
            "dotnet run -c Release --project bench -- run --scenario load --rate 5000 --transport may --payload 64",
            Single(advice.Open).Remedy!.Command(["may"]));
        // 3 / 2 with nothing waiting; 5,000 / 2,000.
        Assert.Equal([("late", 1.5), ("slow", 2.5)], advice.Rejected.Select(verdict => (verdict.Candidate.Transport, Single([verdict]).Factor!.Value)));
    }

    [Fact]
    public void A_rate_alone_is_met_by_a_closed_loop_that_is_as_fast()
    {
        var advice = Ask(
            new Requirements { Rate = 5000 },
            Runs.RoundTrip("tcp", 64, 100_000, 200_000, 5000),
            Runs.RoundTrip("udp", 64, 100_000, 200_000, 4999));

        Assert.Equal(["tcp"], Names(advice.Qualified));
        Assert.Equal(["udp"], Names(advice.Rejected));
    }

    [Fact]
    public void A_load_that_was_not_held_carries_nothing_and_more_initiators_may()
    {
        var notHeld = Runs.Load("tcp", 64, 9000, 1000, 2000) with { Flags = [new Flag(FlagCodes.Saturated)] };
        var four = Runs.Cell("tcp", Scenario.Load, 64, 1000, 2000, 9000, 1, 9000, initiators: 4);
        var asked = new Requirements { Rate = 9000, P99Ns = 1e6 };

        // 9,000 / 8,000
        Assert.Equal(1.125, Single(Ask(asked, Runs.Load("tcp", 64, 8000, 1000, 2000), notHeld).Rejected).Factor!.Value, 9);
        Assert.Equal(4, Assert.Single(Ask(asked, Runs.Load("tcp", 64, 8000, 1000, 2000), notHeld, four).Qualified).Initiators);
        Assert.Equal(["tcp"], Names(Ask(asked, Runs.Load("tcp", 64, 8000, 1000, 2000)).Open));
    }

    [Fact]
    public void Idle_cores_are_those_of_the_idle_cell()
    {
        var advice = Ask(
            new Requirements { IdleCores = 0.1 },
            Runs.RoundTrip("calm", 64, 1000, 2000, 1000), Runs.Cell("calm", Scenario.Idle, 64, cores: 0.05),
            Runs.RoundTrip("spins", 64, 1000, 2000, 1000), Runs.Cell("spins", Scenario.Idle, 64, cores: 0.5),
            Runs.RoundTrip("unknown", 64, 1000, 2000, 1000));

        Assert.Equal(["calm"], Names(advice.Qualified));
        Assert.Equal("idle cores 0.5 > 0.1, 5×", Single(advice.Rejected).Text);
        Assert.Equal(
            "dotnet run -c Release --project bench -- run --scenario idle --transport unknown --payload 64",
            Single(advice.Open).Remedy!.Command(["unknown"]));
    }

    [Fact]
    public void Promises_and_needs_are_those_that_the_run_states()
    {
        var disk = Runs.RoundTrip("disk", 64, 1000, 2000, 1000) with
        {
            Guarantees = new Guarantees(Delivery.AtLeastOnce, false, OverloadBehaviour.UnboundedQueue, true, true),
            Settings = new Dictionary<string, string> { [Durability.Setting] = Durability.Disk },
        };
        CellResult[] cells = [disk, Runs.RoundTrip("plain", 64, 1000, 2000, 1000), Runs.RoundTrip("mqtt", 64, 1000, 2000, 1000)];

        Assert.Equal(["disk"], Names(Ask(new Requirements { Durability = Durability.Memory }, cells).Qualified));
        Assert.Equal(["disk"], Names(Ask(new Requirements { SurvivesResponderRestart = true, SurvivesServiceRestart = true }, cells).Qualified));
        Assert.Equal(["mqtt", "plain"], Names(Ask(new Requirements { Ordered = true }, cells).Qualified));
        Assert.Equal(["mqtt", "plain"], Names(Ask(new Requirements { ExactlyOnce = true }, cells).Qualified));
        Assert.Equal(["disk", "plain"], Names(Ask(new Requirements { NoBroker = true }, cells).Qualified));
        Assert.Equal(["mqtt", "plain"], Names(Ask(new Requirements { NoService = true }, cells).Qualified));
        Assert.Equal(["mqtt"], Names(Ask(new Requirements { Families = [Family.Mqtt] }, cells).Qualified));
        Assert.Equal(["plain"], Names(Ask(new Requirements { Ordered = true }, cells[1] with { Guarantees = null }).Open));
    }

    [Fact]
    public void One_way_is_the_delay_to_the_responder_and_the_rate_of_a_stream()
    {
        var roundTrip = Runs.RoundTrip("tcp", 64, 1000, 2000, 1000) with
        {
            OneWayRequestNs = CellFigures.Of([Runs.Round(1, 400, 900, 1)], round => round.LatencyNs),
        };

        var verdict = Assert.Single(Ask(new Requirements { OneWay = true }, roundTrip, Runs.Cell("tcp", Scenario.Stream, 64, rate: 50_000)).Qualified);

        Assert.Equal((400, 900, 50_000), (verdict.Figures.P50Ns, verdict.Figures.P99Ns, verdict.Figures.CarriedPerSecond));
        Assert.Equal(
            1000,
            Assert.Single(Ask(new Requirements(), roundTrip, Runs.Cell("tcp", Scenario.Stream, 64, rate: 50_000)).Qualified).Figures.CarriedPerSecond);
    }

    [Fact]
    public void One_way_the_cores_are_those_of_the_stream_that_carries_the_rate()
    {
        CellResult[] cells = [Runs.RoundTrip("tcp", 64, 1000, 2000, 1000, cores: 0.5), Runs.Cell("tcp", Scenario.Stream, 64, rate: 50_000, cores: 1.8)];

        Assert.Equal(1.8, Assert.Single(Ask(new Requirements { OneWay = true, Rate = 20_000, MaxCores = 2 }, cells).Qualified).Figures.Cores);
        // At less than full speed it may take less, which was not measured. A load of 20,000/s that is answered takes 20 initiators at 1,000/s each.
        Assert.Equal(
            new Measuring(Scenario.Load, 20_000, 64, 20),
            Single(Ask(new Requirements { OneWay = true, Rate = 20_000, MaxCores = 1 }, cells).Open).Remedy);
    }

    [Fact]
    public void The_front_are_those_that_no_other_beats()
    {
        var qualified = Ask(
            new Requirements(),
            Runs.RoundTrip("fast", 64, 1000, 2000, 9000, cores: 2),
            Runs.RoundTrip("cheap", 64, 8000, 9000, 1000, cores: 0.1),
            // Slower than "fast", carries less, and costs as much.
            Runs.RoundTrip("beaten", 64, 3000, 4000, 5000, cores: 2),
            Runs.RoundTrip("costless", 64, 3000, 5000, 5000) with { Cost = null }).Qualified;

        Assert.Equal(
            [("fast", true), ("beaten", false), ("costless", null), ("cheap", true)],
            qualified.Select(verdict => (verdict.Candidate.Transport, verdict.IsOnFront)));
    }

    [Fact]
    public void A_requirement_that_the_figure_meets_and_its_interval_does_not_is_met_but_not_for_sure()
    {
        // Logarithms deviate by 0.1: 4.303 × 0.1 / √3 = 0.248, so p50 may be 128 µs.
        var cell = Rounds(Runs.RoundTrip("tcp", 64, 100_000, 200_000, 10_000), 0.1);

        Assert.Equal(Outcome.Met, Assert.Single(Ask(new Requirements { P50Ns = 129_000 }, cell).Qualified).Outcome);
        var verdict = Assert.Single(Ask(new Requirements { P50Ns = 127_000 }, cell).Qualified);
        Assert.Equal((Outcome.MetNotForSure, "p50 100 µs ≤ 127 µs, but not for sure: it may be 128 µs"), (verdict.Outcome, Single([verdict]).Text));
        Assert.Equal(Outcome.MetNotForSure, Assert.Single(Ask(new Requirements { Rate = 9_000 }, cell).Qualified).Outcome);
        // A load that was held is sure.
        Assert.Equal(Outcome.Met, Assert.Single(Ask(new Requirements { Rate = 9_000 }, cell, Runs.Load("tcp", 64, 9_000, 100_000, 200_000)).Qualified).Outcome);
        Assert.Equal(["tcp"], Names(Ask(new Requirements { P50Ns = 99_000 }, cell).Rejected));
        Assert.Contains(
            "| not p50  | front  |",
            AdviceText.Of(Ask(new Requirements { P50Ns = 127_000 }, cell), Runs.Of(cell), "run"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Between_two_payloads_the_interval_is_interpolated_too()
    {
        CellResult[] cells =
        [
            Rounds(Runs.RoundTrip("tcp", 64, 100_000, 100_000, 8000), 0.1), Rounds(Runs.RoundTrip("tcp", 65_536, 400_000, 400_000, 2000), 0.1),
        ];

        var p50 = Assert.Single(Ask(new Requirements { PayloadBytes = 1024 }, cells).Qualified).P50;

        Assert.Equal(100_000 * Math.Pow(4, 0.4) * Math.Exp(0.2484), p50.High!.Value, 100.0);
        // Variances of 0.6 and 0.4 of each: 0.36 + 0.16 of 0.01 / 3.
        Assert.Equal(0.52 * 0.01 / 3, p50.Estimate!.Variance, 5);
    }

    [Fact]
    public void Indistinguishable_transports_share_a_place_and_beat_nothing()
    {
        CellResult[] cells =
        [
            Rounds(Runs.RoundTrip("a", 64, 100_000, 200_000, 10_000), 0.02), Rounds(Runs.RoundTrip("b", 64, 101_000, 202_000, 9_900), 0.02),
            Rounds(Runs.RoundTrip("c", 64, 200_000, 400_000, 5_000), 0.02),
        ];

        Assert.Equal(
            [("a", 1, true), ("b", 1, true), ("c", 3, false)],
            Ask(new Requirements(), cells).Qualified.Select(verdict => (verdict.Candidate.Transport, verdict.Place, verdict.IsOnFront!.Value)));
        // Without rounds every difference counts, as it did.
        var withoutRounds = Ask(new Requirements(), [.. cells.Select(cell => cell with { Rounds = [] })]);
        Assert.Equal(
            [(1, true), (2, false), (3, false)],
            withoutRounds.Qualified.Select(verdict => (verdict.Place, verdict.IsOnFront!.Value)));
    }

    [Fact]
    public void A_cell_is_not_advised_without_its_flag()
    {
        var cell = Runs.RoundTrip("tcp", 64, 1000, 2000, 1000) with { Flags = [new Flag(FlagCodes.BimodalBetweenRounds, "2 of 4 near 1 µs, 2 near 3 µs")] };

        var advice = Ask(new Requirements(), cell);

        Assert.Equal(["bimodal between rounds"], Assert.Single(advice.Qualified).Flags);
        var text = AdviceText.Of(advice, Runs.Of(cell), "run");
        Assert.Contains("| tcp †", text, StringComparison.Ordinal);
        Assert.Contains("- † bimodal between rounds: all of them", text, StringComparison.Ordinal);
    }

    // Three rounds around the figures, whose logarithms deviate by so much.
    private static CellResult Rounds(CellResult cell, double deviation) => cell.OfRounds(
    [
        .. new[] { -deviation, 0, deviation }.Select((by, i) => Runs.Round(
            i + 1,
            (long)(cell.LatencyNs!.P50 * Math.Exp(by)),
            (long)(cell.LatencyNs.P99!.Value * Math.Exp(by)),
            cell.Throughput!.MessagesPerSecond * Math.Exp(-by))),
    ]);

    [Fact]
    public void A_cell_that_failed_is_no_evidence_and_its_reason_is_said()
    {
        var failed = Runs.RoundTrip("tcp", 64, 1000, 2000, 1000) with { Status = Status.Failed, Reason = "It broke." };

        Assert.Equal("p99: failed in this run: It broke", Single(Ask(new Requirements { P99Ns = 1e9 }, failed).Open).Text);
    }

    [Fact]
    public void A_name_from_a_file_is_harmless_in_a_command() =>
        Assert.EndsWith(
            @" --transport 'x;rm -rf '\''/'\''' --payload 200",
            new Measuring(Scenario.RoundTrip, null, 200, 1).Command(["x;rm -rf '/'"]),
            StringComparison.Ordinal);

    private static Advice Ask(Requirements asked, params CellResult[] cells) => Advisor.Advise(Runs.Of(cells), asked);

    private static string[] Names(IEnumerable<Verdict> verdicts) => [.. verdicts.Select(verdict => verdict.Candidate.Transport)];

    // The check that decides.
    private static Check Single(IEnumerable<Verdict> verdicts)
    {
        var verdict = Assert.Single(verdicts);
        return Assert.Single(verdict.Checks, check => check.Outcome == verdict.Outcome);
    }
}
