using System.Net;
using System.Net.Sockets;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Capturing;

/// <summary>Which tap shows the bytes of a transport, by what it needs and what lies in its folder: so also that of a plug-in.</summary>
internal static class Taps
{
    private const string SocketFiles = "*.sock";

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
            _ when transport.TraitsWith(endpoints.Options).Service is { } service => OnService(service, endpoints, recording),
            _ when needs.HasFlag(Needs.Network) => OnResponder(endpoints, recording),
            _ when needs.HasFlag(Needs.SharedFolder) && SocketFilesIn(endpoints) is { Length: > 0 } sockets => OnSocketFiles(sockets, endpoints, recording),
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

    private static string[] SocketFilesIn(PairEndpoints endpoints) =>
        Directory.GetFiles(PairEndpoints.Need(endpoints.SharedFolder, "shared folder"), SocketFiles);

    private static RelayTap OnSocketFiles(string[] real, PairEndpoints endpoints, Recording recording)
    {
        var folder = new TapFolder(endpoints);
        var relays = real.Select(path => new StreamRelay(folder.Socket(Path.GetFileName(path)), new UnixDomainSocketEndPoint(path), recording)).ToList();
        return new RelayTap(CapturePlace.Ends, endpoints with { SharedFolder = folder.Path }, recording, [.. relays, folder]);
    }

    private static RelayTap OnService(ServiceNeed need, PairEndpoints endpoints, Recording recording)
    {
        var address = endpoints.AddressOf(need.Service);
        if (need.IsBySocket)
        {
            var folder = new TapFolder(endpoints);
            var real = PairEndpoints.Need(address.SocketPath, $"{need.Service.Title} with a Unix socket");
            var place = folder.Socket(Path.GetFileName(real));
            var relay = new StreamRelay(place, new UnixDomainSocketEndPoint(real), recording);
            return Tap(endpoints, need, address with { SocketPath = place.ToString() }, recording, relay, folder);
        }

        if (address.Host.AsSpan().ContainsAny(',', '/', ':'))
            throw new TransportException($"the address of its {need.Service.Title} does not name one host");
        var streams = new StreamRelay(Loopback, new DnsEndPoint(address.Host, address.PortOf(need.Port)), recording);
        return Tap(endpoints, need, address.At(need.Port, Loopback.Address.ToString(), streams.Port), recording, streams);
    }

    private static RelayTap Tap(
        PairEndpoints endpoints, ServiceNeed need, ServiceAddress tapped, Recording recording, params IReadOnlyList<IAsyncDisposable> relays)
    {
        var services = new Dictionary<string, ServiceAddress>(endpoints.Services) { [need.Service.Name] = tapped };
        return new RelayTap(CapturePlace.Service, endpoints with { Services = services }, recording, relays);
    }
}
