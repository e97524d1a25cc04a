using System.Text;

namespace InterContainer.Transports.Sockets;

/// <summary>The path of a Unix socket, which the kernel keeps in a field of a fixed size (unix(7)).</summary>
public static class UnixSocketPath
{
    /// <summary>In UTF-8, without the zero at the end.</summary>
    public static int MaxBytes { get; } = OperatingSystem.IsLinux() ? 107 : 103;

    /// <summary>Why a socket cannot be there, with the length and the limit; null where it can.</summary>
    public static string? UnsupportedReason(string path)
    {
        var bytes = Encoding.UTF8.GetByteCount(path);
        return bytes <= MaxBytes ? null : $"the path of a Unix socket has at most {MaxBytes} bytes, and {path} has {bytes}: use a shorter folder";
    }

    /// <returns>The path.</returns>
    /// <exception cref="TransportException">It is too long.</exception>
    public static string Check(string path) =>
        UnsupportedReason(path) is { } trouble ? throw new TransportException($"{char.ToUpperInvariant(trouble[0])}{trouble[1..]}.") : path;
}
