using System.Data.Common;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using InterContainer.Agent.Contract;
using InterContainer.Transports;

namespace InterContainer.Agent.Capturing;

/// <summary>Which tap shows the bytes of a transport, by what it needs: so also that of a plug-in.</summary>
internal static class Taps
{
    private const string SocketFiles = "*.sock";
    private const int PostgresPort = 5432;

    private static readonly IPEndPoint Loopback = new(IPAddress.Loopback, 0);

    /// <param name="transport">Whose bytes.</param>
    /// <param name="wiring">Where its initiator would connect.</param>
    /// <param name="keptBytes">How many of each direction are kept.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="TransportException">There is no tap for it; the message says why.</exception>
    /// <exception cref="SocketException">A relay cannot listen.</exception>
    public static async ValueTask<ITap> SetUpAsync(ITransport transport, Wiring wiring, int keptBytes, CancellationToken cancellationToken)
    {
        var (needs, recording) = (transport.Traits.Needs, new Recording(keptBytes));
        return needs switch
        {
            _ when needs.HasFlag(Needs.SameProcess) => throw new TransportException(Capture.InOneProcess),
            _ when needs.HasFlag(Needs.Postgres) => OnPostgres(wiring, recording),
            _ when needs.HasFlag(Needs.MqttBroker) => OnBroker(needs, wiring, recording),
            _ when needs.HasFlag(Needs.Network) => OnResponder(wiring, recording),
            _ when transport.Traits.Family == Family.Sockets => OnSocketFiles(wiring, recording),
            _ when (needs & (Needs.SharedFolder | Needs.MemoryFolder)) != 0 => await FolderTap.SetUpAsync(transport, wiring, cancellationToken),
            _ => throw new TransportException("it needs neither network nor folder nor service, so nobody knows where its bytes pass"),
        };
    }

    private static RelayTap OnResponder(Wiring wiring, Recording recording)
    {
        var real = new DnsEndPoint(wiring.Host, wiring.Port);
        var streams = new StreamRelay(Loopback, real, recording);
        // One of the two is used.
        var datagrams = new DatagramRelay(new IPEndPoint(IPAddress.Loopback, streams.Port), real, recording);
        return new RelayTap(CapturePlace.Ends, wiring with { Host = Loopback.Address.ToString(), Port = streams.Port }, recording, streams, datagrams);
    }

    private static RelayTap OnSocketFiles(Wiring wiring, Recording recording)
    {
        var shared = Wiring.Need(wiring.SharedFolder, "shared folder");
        var real = Directory.GetFiles(shared, SocketFiles);
        if (real.Length == 0)
            throw new TransportException($"its folder holds no {SocketFiles}, so nobody knows where its bytes pass");
        var folder = new TapFolder(wiring);
        var relays = real.Select(path => new StreamRelay(folder.Socket(Path.GetFileName(path)), new UnixDomainSocketEndPoint(path), recording)).ToList();
        return new RelayTap(CapturePlace.Ends, wiring with { SharedFolder = folder.Path }, recording, [.. relays, folder]);
    }

    private static RelayTap OnBroker(Needs needs, Wiring wiring, Recording recording)
    {
        var broker = Wiring.Need(wiring.Mqtt, "MQTT broker");
        if (needs.HasFlag(Needs.MqttSocket))
        {
            var folder = new TapFolder(wiring);
            var place = folder.Socket("mqtt.sock");
            var relay = new StreamRelay(place, new UnixDomainSocketEndPoint(Wiring.Need(broker.SocketPath, "MQTT broker with a Unix socket")), recording);
            return new RelayTap(CapturePlace.Service, wiring with { Mqtt = broker with { SocketPath = place.ToString() } }, recording, relay, folder);
        }

        var isWebSocket = needs.HasFlag(Needs.MqttWebSocket);
        var port = isWebSocket ? broker.WebSocketPort ?? throw new TransportException("This pair's MQTT broker has no port for WebSockets.") : broker.Port;
        var streams = new StreamRelay(Loopback, new DnsEndPoint(broker.Host, port), recording);
        var tapped = broker with { Host = Loopback.Address.ToString() };
        return new RelayTap(CapturePlace.Service, wiring with { Mqtt = isWebSocket ? tapped with { WebSocketPort = streams.Port } : tapped with { Port = streams.Port } }, recording, streams);
    }

    private static RelayTap OnPostgres(Wiring wiring, Recording recording)
    {
        var server = new DbConnectionStringBuilder { ConnectionString = Wiring.Need(wiring.Postgres, "PostgreSQL server").Reveal() };
        var name = server.TryGetValue("Host", out var host) || server.TryGetValue("Server", out host) ? (string)host : "";
        if (name.Length == 0 || name.AsSpan().ContainsAny(',', '/', ':'))
            throw new TransportException("its connection string does not name one server by Host");
        var port = server.TryGetValue("Port", out var number) ? int.Parse((string)number, CultureInfo.InvariantCulture) : PostgresPort;
        var relay = new StreamRelay(Loopback, new DnsEndPoint(name, port), recording);
        server.Remove("Server");
        server["Host"] = Loopback.Address.ToString();
        server["Port"] = relay.Port;
        return new RelayTap(CapturePlace.Service, wiring with { Postgres = new Secret(server.ConnectionString) }, recording, relay);
    }
}
