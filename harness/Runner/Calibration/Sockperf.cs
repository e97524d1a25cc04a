using System.Globalization;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Runner.Calibration;

/// <summary>sockperf, which blocks in its system calls: github.com/Mellanox/sockperf.</summary>
internal static class Sockperf
{
    private const int PayloadBytes = 64;

    /// <summary>Of loads, messages a second.</summary>
    public static readonly int[] Rates = [20, 100, 1000];

    /// <summary>Of a load, in a round: enough for a median.</summary>
    public const int LoadMessages = 100;

    /// <summary>A request and its reply, one in flight. Latency is of the whole round trip, where the tool's default is half of it.</summary>
    public static NativeTool PingPong { get; } = new()
    {
        Name = "sockperf ping-pong --tcp",
        ComparesNetworks = true,
        Server = Serve,
        Client = endpoints => Client(endpoints, "ping-pong", "--full-rtt"),
        Quantities = [Quantity.P50, Quantity.P99],
        Read = report => new Dictionary<Quantity, double>
        {
            [Quantity.P50] = Report.Number(report, @"percentile 50\.000 =\s+([\d.]+)") * 1e3,
            [Quantity.P99] = Report.Number(report, @"percentile 99\.000 =\s+([\d.]+)") * 1e3,
        },
        Counterparts =
        [
            new("tcp", Scenario.RoundTrip, PayloadBytes), new("tcp:mode=blocking", Scenario.RoundTrip, PayloadBytes),
            new("tcp:mode=async", Scenario.RoundTrip, PayloadBytes),
        ],
    };

    /// <summary>
    /// A request and its reply at the rates of ordinary services, from the moment of sending. The tool's sender spins until a message is due; ours does
    /// too, and in another row sleeps.
    /// </summary>
    public static IReadOnlyList<NativeTool> UnderLoad { get; } = [.. Rates.Select(rate => new NativeTool
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"sockperf under-load --tcp --mps {rate}"),
        Server = Serve,
        Client = endpoints => Client(
            endpoints, "under-load", string.Create(CultureInfo.InvariantCulture, $"--full-rtt --reply-every 1 --mps {rate}"),
            seconds: Math.Max(2, LoadMessages / rate)),
        Quantities = [Quantity.ServiceTimeP50],
        Read = report => new Dictionary<Quantity, double> { [Quantity.ServiceTimeP50] = Report.Number(report, @"percentile 50\.000 =\s+([\d.]+)") * 1e3 },
        Counterparts =
        [
            .. new[] { true, false }.Select(spins => new Counterpart("tcp", Scenario.Load, PayloadBytes) { OfferedRate = rate, SenderSpins = spins }),
        ],
    })];

    /// <summary>
    /// One way, a system call a message; counted where it is sent. Here the tool's default is Nagle's algorithm, which puts messages together into packets.
    /// </summary>
    public static NativeTool Throughput { get; } = OneWay("sockperf throughput --tcp", "", "tcp:nagle=on");

    /// <summary>One way without delay: a packet a message. The option turns this command's default around, which is not that of the others.</summary>
    public static NativeTool ThroughputNoDelay { get; } = OneWay(
        "sockperf throughput --tcp, no delay",
        "--tcp-avoid-nodelay",
        "tcp",
        "tcp:mode=blocking",
        "tcp:mode=async");

    private static NativeTool OneWay(string name, string options, params string[] transports) => new()
    {
        Name = name,
        Server = Serve,
        Client = endpoints => Client(endpoints, "throughput", options),
        Quantities = [Quantity.MessagesPerSecond],
        Read = report => new Dictionary<Quantity, double> { [Quantity.MessagesPerSecond] = Report.Number(report, @"Message Rate is (\d+)") },
        Counterparts = [.. transports.Select(transport => new Counterpart(transport, Scenario.Stream, PayloadBytes))],
    };

    private static ToolCommand Serve(PairEndpoints endpoints) =>
        new(string.Create(CultureInfo.InvariantCulture, $"exec sockperf server --tcp -i {endpoints.Host} -p {endpoints.Port}")) { Port = endpoints.Port };

    // It takes addresses only.
    private static ToolCommand Client(PairEndpoints endpoints, string command, string options, int seconds = 2) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"exec sockperf {command} --tcp -i $(getent hosts {endpoints.Host} | cut -d' ' -f1) -p {endpoints.Port} -m {PayloadBytes} -t {seconds} {options}"));
}
