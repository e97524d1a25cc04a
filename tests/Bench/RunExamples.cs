using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

/// <summary>Runs whose figures are known.</summary>
internal static class RunExamples
{
    public static RunResults Run(params IEnumerable<CellResult> cells) => Runs.Of([.. cells]);

    /// <summary>A round trip whose every message took one time.</summary>
    public static CellResult RoundTrip(string transport, Family family, long ns, int payload = 64, double cpuNs = 0) =>
        (Cell(transport, family, Scenario.RoundTrip, payload) with
        {
            Cost = cpuNs > 0 ? new Costs(new RoleCost(cpuNs, 0.5, 1000), new RoleCost(cpuNs, 0.5, 1000), null) : null,
        }).OfRounds(new RoundResult
        {
            Round = 1,
            LatencyNs = Latency(ns),
            Throughput = new Throughput(1e9 / ns, payload * 1e9 / ns),
            Windows = [new Window(50_000_000 / ns, 50_000_000)],
        });

    public static CellResult Stream(string transport, Family family, double perSecond, int payload = 64) =>
        Cell(transport, family, Scenario.Stream, payload).OfRounds(new RoundResult
        {
            Round = 1,
            Throughput = new Throughput(perSecond, perSecond * payload),
            Windows = [new Window((long)perSecond / 20, 50_000_000)],
        });

    public static Distribution Latency(long ns, long count = Runs.Many)
    {
        var histogram = LatencyHistogram.Create();
        histogram.RecordValueWithCount(ns, count);
        return Distribution.Of(histogram)!;
    }

    /// <summary>What was seen in one direction.</summary>
    public static Capture Captured(string sample, long framing, double? printable, bool hasText = true) => new()
    {
        Place = CapturePlace.Ends,
        PayloadBytes = 64,
        Request = new CapturedBytes { Bytes = 64 + framing, FramingBytes = framing, HasText = hasText, PrintablePart = printable, Sample = sample },
    };

    private static CellResult Cell(string transport, Family family, Scenario scenario, int payload) => new()
    {
        Transport = transport,
        Family = family,
        Scenario = scenario,
        PayloadBytes = payload,
        Isolation = Isolation.Container,
        Status = Status.Ok,
        Guarantees = new Guarantees(
            Delivery.ExactlyOnce, Ordered: true, OverloadBehaviour.BackPressure, SurvivesResponderRestart: false, SurvivesServiceRestart: null),
        Settings = new Dictionary<string, string> { [Durability.Setting] = Durability.None },
        Counts = new Counts(100, 100, 0, 0, 0, 0),
    };
}
