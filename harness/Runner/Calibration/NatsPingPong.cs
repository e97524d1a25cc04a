using System.Globalization;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Runner.Calibration;

/// <summary>harness/images/calibration/nats-ping-pong.c: a page of C that blocks in its receive call, on both ends.</summary>
internal static class NatsPingPong
{
    private const int PayloadBytes = 64;
    private const int Seconds = 2;

    private static readonly ServiceNeed Server = Catalogue.BuiltIn.Find("nats").Traits.Service!;

    public static NativeTool RoundTrip { get; } = new()
    {
        Name = "NATS ping-pong",
        Service = Server,
        Server = endpoints => Command(endpoints, "serve", ""),
        Client = endpoints => Command(endpoints, "ping", string.Create(CultureInfo.InvariantCulture, $"{PayloadBytes} {Seconds}")),
        Quantities = [Quantity.P50, Quantity.P99],
        Read = report => new Dictionary<Quantity, double>
        {
            [Quantity.P50] = Report.Number(report, @"p50 ([\d.]+)") * 1e3,
            [Quantity.P99] = Report.Number(report, @"p99 ([\d.]+)") * 1e3,
        },
        Counterparts = [new("nats", Scenario.RoundTrip, PayloadBytes)],
    };

    private static ToolCommand Command(PairEndpoints endpoints, string role, string more)
    {
        var server = endpoints.AddressOf(Server.Service);
        return new(string.Create(CultureInfo.InvariantCulture, $"exec nats-ping-pong {role} {server.Host} {server.Port} {more}"))
        {
            // Not in the command, which every user of the machine sees.
            Environment = server is { User: { } user, Password: { } password }
                ? new Dictionary<string, string> { ["NATS_USER"] = user, ["NATS_PASSWORD"] = password.Reveal() }
                : new Dictionary<string, string>(),
        };
    }
}
