using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Text;

namespace InterContainer.Runner.Containers;

/// <summary>Whether messages to a published port pass through a program of the engine's, or are redirected by the kernel.</summary>
internal static class UserlandProxy
{
    /// <summary>Its name in the results.</summary>
    public const string Setting = "userlandProxy";

    /// <summary>Where the engine's machine cannot be looked at.</summary>
    public const string Unknown = "not known";

    private const string Established = "01";

    /// <summary>Looks while messages flow.</summary>
    /// <param name="isHere">Whether the engine runs on this machine's kernel.</param>
    /// <param name="address">On which the port is published.</param>
    /// <param name="port">The one that is dialled.</param>
    /// <param name="datagrams">Whether it is UDP.</param>
    /// <returns><c>in the path</c>, <c>not in the path</c> or <see cref="Unknown"/>.</returns>
    public static string Look(bool isHere, IPAddress address, int port, bool datagrams)
    {
        try
        {
            if (!isHere || !OperatingSystem.IsLinux() || !IsAmongOurs(address))
                return Unknown;
            var proxied = datagrams ? HasProcess(address, port) : EndsHere(File.ReadLines("/proc/self/net/tcp"), address, port);
            return proxied ? "in the path" : "not in the path";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NetworkInformationException)
        {
            return Unknown;
        }
    }

    /// <summary>Whether a connection to a port ends in this network namespace: one that the kernel redirects ends in the container's. Pure.</summary>
    /// <param name="table">Lines of the kernel's table of TCP sockets (proc_pid_net(5)).</param>
    /// <param name="address">Of IPv4.</param>
    /// <param name="port">1 to 65535.</param>
    internal static bool EndsHere(IEnumerable<string> table, IPAddress address, int port)
    {
        // The kernel writes the four bytes as one number of its own order.
        var number = BitConverter.ToUInt32(address.GetAddressBytes());
        var local = string.Create(CultureInfo.InvariantCulture, $"{number:X8}:{port:X4}");
        return table.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(words => words.Length > 3 && words[1] == local && words[3] == Established);
    }

    /// <summary>Whether a command line is that of a proxy of UDP for a port. Pure.</summary>
    /// <param name="commandLine">Words.</param>
    /// <param name="address">On which it listens.</param>
    /// <param name="port">1 to 65535.</param>
    internal static bool IsProxy(IReadOnlyList<string> commandLine, IPAddress address, int port)
    {
        string? After(string option) => commandLine.SkipWhile(word => word.TrimStart('-') != option).Skip(1).FirstOrDefault();
        return After("proto") == "udp" && After("host-ip") == address.ToString() && After("host-port") == port.ToString(CultureInfo.InvariantCulture);
    }

    // This program may be in a container with the engine's socket: then the address is none of its own.
    private static bool IsAmongOurs(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork
        && NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(one => one.GetIPProperties().UnicastAddresses)
            .Any(one => one.Address.Equals(address));

    // Datagrams have no connection to look for.
    private static bool HasProcess(IPAddress address, int port) => Directory.EnumerateDirectories("/proc")
        .Where(folder => int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out _))
        .Any(folder => IsProxy(CommandLine(folder), address, port));

    private static string[] CommandLine(string folder)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(folder, "cmdline"))).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return [];
        }
    }
}
