using System.Net.Sockets;

namespace InterContainer.Transports.Sockets;

/// <summary>
/// The Unix stream socket of a pair: a file on the shared folder, named after the channel. Its path is no longer than <see cref="UnixSocketPath"/> allows.
/// </summary>
internal static class SocketFile
{
    public static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    /// <exception cref="TransportException">The pair has no shared folder, or the path is too long.</exception>
    public static string PathOf(PairEndpoints endpoints) =>
        UnixSocketPath.Check(Path.Combine(PairEndpoints.Need(endpoints.SharedFolder, "shared folder"), $"{endpoints.Channel}.sock"));

    /// <summary>Removes what a killed responder left. One that ends removes its file: the runtime does, with the listening socket.</summary>
    /// <exception cref="TransportException">Somebody listens there.</exception>
    public static void RemoveAbandoned(string path)
    {
        if (!File.Exists(path))
            return;
        using var socket = NewSocket();
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }
        catch (SocketException e)
        {
            throw new TransportException($"Cannot listen on {path}: {e.Message}", e);
        }

        throw new TransportException($"Another responder serves on {path} already.");
    }
}
