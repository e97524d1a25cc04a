using System.Globalization;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Runner.Calibration;

/// <summary>harness/images/calibration/mqtt-ping-pong.c: a page of C that blocks in libmosquitto.</summary>
internal static class MqttPingPong
{
    private const int PayloadBytes = 64;

    private static readonly ServiceNeed Broker = Catalogue.BuiltIn.Find("mqtt-qos0").Traits.Service!;

    public static NativeTool AtMostOnce { get; } = Of(0, 10_000);

    public static NativeTool AtLeastOnce { get; } = Of(1, 6_000);

    private static NativeTool Of(int qos, int rounds) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"libmosquitto ping-pong, QoS {qos}"),
        Service = Broker,
        Server = endpoints => Command(endpoints, "respond", qos, ""),
        Client = endpoints => Command(endpoints, "initiate", qos, string.Create(CultureInfo.InvariantCulture, $"{PayloadBytes} {rounds}")),
        Quantities = [Quantity.P50, Quantity.P99],
        Read = report => new Dictionary<Quantity, double>
        {
            [Quantity.P50] = Report.Number(report, @"p50 ([\d.]+)") * 1e3,
            [Quantity.P99] = Report.Number(report, @"p99 ([\d.]+)") * 1e3,
        },
        Counterparts = [new(string.Create(CultureInfo.InvariantCulture, $"mqtt-qos{qos}"), Scenario.RoundTrip, PayloadBytes)],
    };

    private static ToolCommand Command(PairEndpoints endpoints, string role, int qos, string more)
    {
        var broker = endpoints.AddressOf(Broker.Service);
        return new(string.Create(CultureInfo.InvariantCulture, $"exec mqtt-ping-pong {role} {broker.Host} {broker.Port} {qos} {more}"))
        {
            // Not in the command, which every user of the machine sees.
            Environment = broker is { User: { } user, Password: { } password }
                ? new Dictionary<string, string> { ["MQTT_USER"] = user, ["MQTT_PASSWORD"] = password.Reveal() }
                : new Dictionary<string, string>(),
        };
    }
}
