using System.Net.Sockets;

namespace InterContainer.Agent.Capturing;

/// <summary>A folder for the Unix sockets of a tap, of a short name: a socket's path has at most 107 bytes.</summary>
internal sealed class TapFolder : IAsyncDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tap-").FullName;

    public UnixDomainSocketEndPoint Socket(string name) => new(System.IO.Path.Combine(Path, name));

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Path, recursive: true);
        return default;
    }
}
