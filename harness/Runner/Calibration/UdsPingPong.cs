using System.Globalization;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Runner.Calibration;

/// <summary>harness/images/calibration/uds-ping-pong.c: a page of C that blocks in its system calls.</summary>
internal static class UdsPingPong
{
    // Our cell in the same row tells rate and sender.
    private const string Tool = "C ping-pong";
    private const int PayloadBytes = 64;

    /// <summary>One in flight.</summary>
    public static NativeTool BackToBack { get; } = new()
    {
        Name = Tool,
        Needs = Needs.SharedFolder,
        Server = Serve,
        Client = endpoints => Client(endpoints, "50000"),
        Quantities = [Quantity.P50, Quantity.P99],
        Read = report => new Dictionary<Quantity, double> { [Quantity.P50] = Read(report, 50), [Quantity.P99] = Read(report, 99) },
        Counterparts = [new("uds", Scenario.RoundTrip, PayloadBytes), new("uds:mode=blocking", Scenario.RoundTrip, PayloadBytes)],
    };

    /// <summary>At the rates of ordinary services, from the moment of sending, with either kind of sender.</summary>
    public static IReadOnlyList<NativeTool> UnderLoad { get; } =
        [.. from rate in Sockperf.Rates from spins in new[] { true, false } select AtRate(rate, spins)];

    private static NativeTool AtRate(int rate, bool spins) => new()
    {
        Name = Tool,
        Needs = Needs.SharedFolder,
        Server = Serve,
        Client = endpoints => Client(endpoints, string.Create(CultureInfo.InvariantCulture, $"{Sockperf.LoadMessages} {rate} {(spins ? "spin" : "sleep")}")),
        Quantities = [Quantity.ServiceTimeP50],
        Read = report => new Dictionary<Quantity, double> { [Quantity.ServiceTimeP50] = Read(report, 50) },
        Counterparts = [new("uds", Scenario.Load, PayloadBytes) { OfferedRate = rate, SenderSpins = spins }],
    };

    private static double Read(string report, int percentile) => Report.Number(report, $@"p{percentile} ([\d.]+)") * 1e3;

    private static ToolCommand Serve(PairEndpoints endpoints) => new($"exec uds-ping-pong respond {PathOf(endpoints)}");

    private static ToolCommand Client(PairEndpoints endpoints, string more) =>
        new(string.Create(CultureInfo.InvariantCulture, $"exec uds-ping-pong initiate {PathOf(endpoints)} {PayloadBytes} {more}"));

    private static string PathOf(PairEndpoints endpoints) => $"{endpoints.SharedFolder}/calibration.sock";
}
