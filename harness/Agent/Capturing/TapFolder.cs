using System.Net.Sockets;
using InterContainer.Transports;
using InterContainer.Transports.Sockets;

namespace InterContainer.Agent.Capturing;

/// <summary>
/// A folder for the Unix sockets of a tap, of a short name: see <see cref="UnixSocketPath"/>. In the pair's own, which goes with the pair,
/// whatever becomes of the tap.
/// </summary>
internal sealed class TapFolder(PairEndpoints endpoints) : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateDirectory(
        System.IO.Path.Combine(PairEndpoints.Need(endpoints.SharedFolder, "shared folder"), "tap")).FullName;

    public UnixDomainSocketEndPoint Socket(string name) => new(UnixSocketPath.Check(System.IO.Path.Combine(Path, name)));

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path, recursive: true);
        return default;
    }
}
