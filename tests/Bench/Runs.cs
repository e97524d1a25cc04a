using HdrHistogram;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

/// <summary>Small runs made by hand, of known figures.</summary>
internal static class Runs
{
    /// <summary>Enough for every percentile.</summary>
    public const long Many = 10_000;

    public static RunResults Of(params CellResult[] cells) => new()
    {
        Run = new RunInfo
        {
            Id = "by-hand",
            StartedUtc = new DateTime(2026, 11, 25, 12, 0, 0, DateTimeKind.Utc),
            FinishedUtc = new DateTime(2026, 11, 25, 12, 10, 0, DateTimeKind.Utc),
            Command = "run",
            Version = "0",
            Host = new HostInfo { Os = "os", Kernel = "kernel", Cpu = "cpu", Cores = 2, MemoryBytes = 1, Runtime = "runtime" },
        },
        Results = cells,
    };

    /// <summary>A cell: latency ns, messages a second, cores of both ends together.</summary>
    public static CellResult Cell(
        string transport, Scenario scenario, int payloadBytes, long? p50 = null, long? p99 = null, double? rate = null, double? cores = null,
        double? offered = null, int initiators = 1) => new CellResult
        {
            Transport = transport,
            Family = transport.StartsWith("mqtt", StringComparison.Ordinal) ? Family.Mqtt : Family.Sockets,
            Scenario = scenario,
            PayloadBytes = payloadBytes,
            Isolation = Isolation.Container,
            Status = Status.Ok,
            Initiators = initiators,
            OfferedRate = offered,
            Cost = cores is { } used ? new Costs(new RoleCost(1, used / 2, 1), new RoleCost(1, used / 2, 1), null) : null,
            Guarantees = new Guarantees(Delivery.ExactlyOnce, true, OverloadBehaviour.BackPressure, false, null),
            Settings = new Dictionary<string, string> { [Durability.Setting] = Durability.None },
        }.OfRounds(new RoundResult
        {
            Round = 1,
            LatencyNs = p50 is { } median ? Distribution(median, p99 ?? median) : null,
            Throughput = rate is { } perSecond ? new Throughput(perSecond, perSecond * payloadBytes) : null,
        });

    /// <summary>The same cell of other rounds, with the figures that follow from them.</summary>
    public static CellResult OfRounds(this CellResult cell, params RoundResult[] rounds) => cell.With(rounds);

    /// <summary>A round: latency ns, messages a second.</summary>
    public static RoundResult Round(int number, long p50, long p99, double rate, long count = Many, int payloadBytes = 64) =>
        new() { Round = number, LatencyNs = Distribution(p50, p99, count), Throughput = new Throughput(rate, rate * payloadBytes) };

    /// <summary>A round of a stream.</summary>
    public static RoundResult Round(int number, double rate, int payloadBytes = 64) =>
        new() { Round = number, Throughput = new Throughput(rate, rate * payloadBytes) };

    public static CellResult RoundTrip(string transport, int payloadBytes, long p50, long p99, double rate, double cores = 1) =>
        Cell(transport, Scenario.RoundTrip, payloadBytes, p50, p99, rate, cores);

    public static CellResult Load(string transport, int payloadBytes, double offered, long p50, long p99, double cores = 1) =>
        Cell(transport, Scenario.Load, payloadBytes, p50, p99, offered, cores, offered);

    /// <summary>A load whose service time differs from its response time.</summary>
    public static CellResult Woken(string transport, double offered, long serviceP50, long serviceP99, long responseP50, long responseP99) =>
        Load(transport, 64, offered, responseP50, responseP99).OfRounds(new RoundResult
        {
            Round = 1,
            LatencyNs = Distribution(responseP50, responseP99),
            ServiceTimeNs = Distribution(serviceP50, serviceP99),
            Throughput = new Throughput(offered, offered * 64),
        });

    /// <summary>A cell whose first message after a silence took so long.</summary>
    public static CellResult Wake(string transport, int silenceMs, long p50, long max, double cores = 0.01) =>
        (Cell(transport, Scenario.Wake, 64, cores: cores) with { SilenceMs = silenceMs })
            .OfRounds(new RoundResult { Round = 1, LatencyNs = Distribution(p50, max, 30) with { Max = max } });

    /// <summary>98 in 100 took one time, the rest another; the figures are exactly those, not their buckets'.</summary>
    public static Distribution Distribution(long p50, long p99, long count = Many)
    {
        var histogram = LatencyHistogram.Create();
        var slow = count / 50;
        histogram.RecordValueWithCount(p50, count - slow);
        histogram.RecordValueWithCount(p99, slow);
        return new Distribution
        {
            Count = count,
            Min = p50,
            Mean = p50,
            P50 = p50,
            P90 = p50,
            P99 = p99,
            P999 = p99,
            Max = p99,
            Histogram = LatencyHistogram.Encode((HistogramBase)histogram),
        };
    }
}
