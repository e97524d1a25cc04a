using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace InterContainer.Runner.Containers;

/// <summary>A random port of the engine's machine for each responder, below those that the kernel gives to clients by default.</summary>
internal sealed class HostPorts
{
    private const int First = 20_000;
    private const int End = 32_000;
    private const int Attempts = 50;

    private static readonly ConcurrentDictionary<int, bool> GivenOut = new();

    private readonly ConcurrentDictionary<int, int> _ports = new();

    /// <param name="responder">From 0.</param>
    public int Of(int responder) => _ports.GetOrAdd(responder, _ => Free());

    // Looked at on this machine, which in most cases is the engine's; elsewhere a port that is taken fails a cell of twelve thousand.
    private static int Free()
    {
        var port = 0;
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            port = RandomNumberGenerator.GetInt32(First, End);
            if (GivenOut.TryAdd(port, true) && IsFree(port))
                return port;
        }

        return port;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
