using System.Globalization;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Runner.Calibration;

/// <summary>A page of C on both ends of a broker, which blocks in its receive call: harness/images/calibration/*-ping-pong.c.</summary>
internal static class BrokerPingPong
{
    private const int PayloadBytes = 64;

    /// <summary>RPUSH and BLPOP both ways, by hiredis.</summary>
    public static NativeTool Redis { get; } = Of("hiredis ping-pong", "redis-ping-pong", ["redis-list"], seconds: 3, userVariable: null, "REDIS_PASSWORD");

    /// <summary>Requests and replies, by the protocol itself.</summary>
    public static NativeTool Nats { get; } =
        Of("NATS ping-pong", "nats-ping-pong", ["nats", "nats:mode=single"], seconds: 2, "NATS_USER", "NATS_PASSWORD");

    // The credentials are not in the command, which every user of the machine sees.
    private static NativeTool Of(string name, string program, string[] transports, int seconds, string? userVariable, string passwordVariable)
    {
        var server = Catalogue.BuiltIn.Find(transports[0]).Traits.Service!;
        return new()
        {
            Name = name,
            Service = server,
            Server = endpoints => Command(endpoints, "serve", ""),
            Client = endpoints => Command(endpoints, "ping", string.Create(CultureInfo.InvariantCulture, $"{PayloadBytes} {seconds}")),
            Quantities = [Quantity.P50, Quantity.P99],
            Read = report => new Dictionary<Quantity, double>
            {
                [Quantity.P50] = Report.Number(report, @"p50 ([\d.]+)") * 1e3,
                [Quantity.P99] = Report.Number(report, @"p99 ([\d.]+)") * 1e3,
            },
            Counterparts = [.. transports.Select(transport => new Counterpart(transport, Scenario.RoundTrip, PayloadBytes))],
        };

        ToolCommand Command(PairEndpoints endpoints, string role, string more)
        {
            var address = endpoints.AddressOf(server.Service);
            Dictionary<string, string> environment = [];
            if (userVariable is not null && address.User is { } user)
                environment[userVariable] = user;
            if (address.Password is { } password)
                environment[passwordVariable] = password.Reveal();
            return new(string.Create(CultureInfo.InvariantCulture, $"exec {program} {role} {address.Host} {address.Port} {more}"))
            {
                Environment = environment,
            };
        }
    }
}
