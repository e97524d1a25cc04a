using System.Globalization;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Runner.Calibration;

/// <summary>harness/images/calibration/redis-ping-pong.c: a page of C that blocks in hiredis, RPUSH and BLPOP both ways.</summary>
internal static class RedisPingPong
{
    private const int PayloadBytes = 64;
    private const int Seconds = 3;

    private static readonly ServiceNeed Server = Catalogue.BuiltIn.Find("redis-list").Traits.Service!;

    public static NativeTool Lists { get; } = new()
    {
        Name = "hiredis ping-pong",
        Service = Server,
        Server = endpoints => Command(endpoints, "serve", ""),
        Client = endpoints => Command(endpoints, "ping", string.Create(CultureInfo.InvariantCulture, $"{PayloadBytes} {Seconds}")),
        Quantities = [Quantity.P50, Quantity.P99],
        Read = report => new Dictionary<Quantity, double>
        {
            [Quantity.P50] = Report.Number(report, @"p50 ([\d.]+)") * 1e3,
            [Quantity.P99] = Report.Number(report, @"p99 ([\d.]+)") * 1e3,
        },
        Counterparts = [new("redis-list", Scenario.RoundTrip, PayloadBytes)],
    };

    private static ToolCommand Command(PairEndpoints endpoints, string role, string more)
    {
        var server = endpoints.AddressOf(Server.Service);
        return new(string.Create(CultureInfo.InvariantCulture, $"exec redis-ping-pong {role} {server.Host} {server.Port} {more}"))
        {
            // Not in the command, which every user of the machine sees.
            Environment = server.Password is { } password
                ? new Dictionary<string, string> { ["REDIS_PASSWORD"] = password.Reveal() }
                : new Dictionary<string, string>(),
        };
    }
}
