using System.Globalization;
using System.Text.Json;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Results;

namespace InterContainer.Runner.Calibration;

/// <summary>iperf3: one TCP stream, the first second left out.</summary>
internal static class Iperf3
{
    private const int PayloadBytes = 64 * 1024;

    public static NativeTool Stream { get; } = new()
    {
        Name = "iperf3 -l 64K",
        ComparesNetworks = true,
        Server = endpoints => new(string.Create(CultureInfo.InvariantCulture, $"exec iperf3 -s -B {endpoints.Host} -p {endpoints.Port}"))
        {
            Port = endpoints.Port,
        },
        Client = endpoints => new(
            string.Create(CultureInfo.InvariantCulture, $"exec iperf3 -c {endpoints.Host} -p {endpoints.Port} -l {PayloadBytes} -O 1 -t 2 -J")),
        Quantities = [Quantity.BytesPerSecond],
        Read = Read,
        Counterparts =
        [
            new("tcp", Scenario.Stream, PayloadBytes), new("tcp:mode=blocking", Scenario.Stream, PayloadBytes),
            new("tcp:mode=async", Scenario.Stream, PayloadBytes),
        ],
    };

    private static Dictionary<Quantity, double> Read(string report)
    {
        try
        {
            using var json = JsonDocument.Parse(report);
            var bits = json.RootElement.GetProperty("end").GetProperty("sum_received").GetProperty("bits_per_second").GetDouble();
            return new() { [Quantity.BytesPerSecond] = bits / 8 };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException("its report lacks end.sum_received.bits_per_second", e);
        }
    }
}
