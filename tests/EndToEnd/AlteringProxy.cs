using System.Net.Sockets;
using System.Text;

namespace InterContainer.Tests.EndToEnd;

/// <summary>
/// Stands in front of an engine's Unix socket and replaces one text in what is sent to the engine by another of the same length. A text that
/// comes in two pieces is found as well.
/// </summary>
internal sealed class AlteringProxy : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("proxy-");
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _engine;
    private readonly (byte[] Old, byte[] New) _text;
    private readonly Task _accepting;
    private int _altered;

    /// <param name="engine">Path of its socket.</param>
    /// <param name="text">ASCII.</param>
    /// <param name="replacement">Not longer; it is filled up with spaces.</param>
    public AlteringProxy(string engine, string text, string replacement)
    {
        _engine = engine;
        _text = (Encoding.ASCII.GetBytes(text), Encoding.ASCII.GetBytes(replacement.PadRight(text.Length)));
        _listener.Bind(new UnixDomainSocketEndPoint(Place));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public string Host => $"unix://{Place}";

    /// <summary>How often the text was replaced.</summary>
    public int Altered => _altered;

    private string Place => Path.Combine(_folder.FullName, "engine.sock");

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        _folder.Delete(recursive: true);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ForwardAsync(await _listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It is disposed of.
        }
    }

    private async Task ForwardAsync(Socket client)
    {
        using (client)
        using (var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            await engine.ConnectAsync(new UnixDomainSocketEndPoint(_engine));
            await Task.WhenAll(CopyAsync(client, engine, alters: true), CopyAsync(engine, client, alters: false));
        }
    }

    private async Task CopyAsync(Socket from, Socket to, bool alters)
    {
        var buffer = new byte[64 * 1024];
        var kept = 0;
        try
        {
            while (await from.ReceiveAsync(buffer.AsMemory(kept)) is > 0 and var read)
            {
                var length = kept + read;
                kept = alters ? Alter(buffer.AsSpan(0, length)) : 0;
                await to.SendAsync(buffer.AsMemory(0, length - kept));
                buffer.AsSpan(length - kept, kept).CopyTo(buffer);
            }

            await to.SendAsync(buffer.AsMemory(0, kept));
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // One end is gone, and so is the other then.
            from.Dispose();
            to.Dispose();
        }
    }

    /// <returns>How many bytes at the end may be the beginning of the text.</returns>
    private int Alter(Span<byte> bytes)
    {
        while (bytes.IndexOf(_text.Old) is >= 0 and var at)
        {
            _text.New.CopyTo(bytes[at..]);
            Interlocked.Increment(ref _altered);
        }

        var kept = Math.Min(bytes.Length, _text.Old.Length - 1);
        while (!bytes[^kept..].SequenceEqual(_text.Old.AsSpan(0, kept)))
            kept--;
        return kept;
    }
}
