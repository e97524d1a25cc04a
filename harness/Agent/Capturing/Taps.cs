using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Capturing;

/// <summary>Which tap shows the bytes of a transport, by what it needs: so also that of a plug-in.</summary>
internal static class Taps
{
    private const string SocketFiles = "*.sock";
    private const int PostgresPort = 5432;

    private static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 0);

    /// <param name="transport">Whose bytes.</param>
    /// <param name="endpoints">Where its initiator would connect.</param>
    /// <param name="keptBytes">How many of each direction are kept.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="TransportException">There is no tap for it; the message says why.</exception>
    /// <exception cref="SocketException">A relay cannot listen.</exception>
    public static async ValueTask<ITap> SetUpAsync(ITransport transport, PairEndpoints endpoints, int keptBytes, CancellationToken cancellationToken)
    {
        var (needs, recording) = (transport.Traits.Needs, new Recording(keptBytes));
        return needs switch
        {
            _ when needs.HasFlag(Needs.SameProcess) => throw new TransportException(Capture.InOneProcess),
            _ when needs.HasFlag(Needs.Postgres) => OnPostgres(endpoints, recording),
            _ when needs.HasFlag(Needs.MqttBroker) => OnBroker(needs, endpoints, recording),
            _ when needs.HasFlag(Needs.Network) => OnResponder(endpoints, recording),
            _ when transport.Traits.Family == Family.Sockets => OnSocketFiles(endpoints, recording),
            _ when (needs & (Needs.SharedFolder | Needs.MemoryFolder)) != 0 => await FolderTap.SetUpAsync(transport, endpoints, cancellationToken),
            _ => throw new TransportException("it needs neither network nor folder nor service, so the path of its bytes is unknown"),
        };
    }

    private static RelayTap OnResponder(PairEndpoints endpoints, Recording recording)
    {
        var real = new DnsEndPoint(endpoints.Host, endpoints.Port);
        var streams = new StreamRelay(Loopback, real, recording);
        // One of the two is used.
        var datagrams = new DatagramRelay(new IPEndPoint(IPAddress.Loopback, streams.Port), real, recording);
        return new RelayTap(CapturePlace.Ends, endpoints with { Host = Loopback.Address.ToString(), Port = streams.Port }, recording, streams, datagrams);
    }

    private static RelayTap OnSocketFiles(PairEndpoints endpoints, Recording recording)
    {
        var shared = PairEndpoints.Need(endpoints.SharedFolder, "shared folder");
        var real = Directory.GetFiles(shared, SocketFiles);
        if (real.Length == 0)
            throw new TransportException($"its folder holds no {SocketFiles}, so the path of its bytes is unknown");
        var folder = new TapFolder(endpoints);
        var relays = real.Select(path => new StreamRelay(folder.Socket(Path.GetFileName(path)), new UnixDomainSocketEndPoint(path), recording)).ToList();
        return new RelayTap(CapturePlace.Ends, endpoints with { SharedFolder = folder.Path }, recording, [.. relays, folder]);
    }

    private static RelayTap OnBroker(Needs needs, PairEndpoints endpoints, Recording recording)
    {
        var broker = PairEndpoints.Need(endpoints.Mqtt, "MQTT broker");
        if (needs.HasFlag(Needs.MqttSocket))
        {
            var folder = new TapFolder(endpoints);
            var place = folder.Socket("mqtt.sock");
            var relay = new StreamRelay(
                place,
                new UnixDomainSocketEndPoint(PairEndpoints.Need(broker.SocketPath, "MQTT broker with a Unix socket")),
                recording);
            return new RelayTap(CapturePlace.Service, endpoints with { Mqtt = broker with { SocketPath = place.ToString() } }, recording, relay, folder);
        }

        var isWebSocket = needs.HasFlag(Needs.MqttWebSocket);
        var port = isWebSocket ? broker.WebSocketPort ?? throw new TransportException("This pair's MQTT broker has no port for WebSockets.") : broker.Port;
        var streams = new StreamRelay(Loopback, new DnsEndPoint(broker.Host, port), recording);
        var tapped = broker with { Host = Loopback.Address.ToString() };
        return new RelayTap(
            CapturePlace.Service,
            endpoints with { Mqtt = isWebSocket ? tapped with { WebSocketPort = streams.Port } : tapped with { Port = streams.Port } },
            recording,
            streams);
    }

    private static RelayTap OnPostgres(PairEndpoints endpoints, Recording recording)
    {
        var server = new DbConnectionStringBuilder { ConnectionString = PairEndpoints.Need(endpoints.Postgres, "PostgreSQL server").Reveal() };
        var name = server.TryGetValue("Host", out var host) || server.TryGetValue("Server", out host) ? (string)host : "";
        if (name.Length == 0 || name.AsSpan().ContainsAny(',', '/', ':'))
            throw new TransportException("its connection string does not name one server by Host");
        var port = server.TryGetValue("Port", out var number) ? int.Parse((string)number, CultureInfo.InvariantCulture) : PostgresPort;
        var relay = new StreamRelay(Loopback, new DnsEndPoint(name, port), recording);
        server.Remove("Server");
        server["Host"] = Loopback.Address.ToString();
        server["Port"] = relay.Port;
        return new RelayTap(CapturePlace.Service, endpoints with { Postgres = new Secret(server.ConnectionString) }, recording, relay);
    }
}
