using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace InterContainer.Tests.EndToEnd.Engines;

/// <summary>
/// Stands before the real engine, on a port of loopback: with TLS, or as an engine that speaks other versions of the API. What it does not
/// change it passes on as it is. Each connection carries one request, as our client makes them.
/// </summary>
internal sealed partial class EngineProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly string _engine;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly (Version Oldest, Version Newest)? _api;
    private readonly Action<JsonNode>? _info;
    private readonly Task _serving;

    /// <param name="engine">The socket of the real one.</param>
    /// <param name="tls">Null: none.</param>
    /// <param name="api">What it says that it speaks, and holds to; null: what the real one does.</param>
    /// <param name="info">Changes what it says of itself; null: nothing.</param>
    public EngineProxy(Uri engine, SslServerAuthenticationOptions? tls = null, (Version Oldest, Version Newest)? api = null, Action<JsonNode>? info = null)
    {
        Assert.SkipUnless(engine.Scheme == "unix", "Needs an engine behind a Unix socket.");
        (_engine, _tls, _api, _info) = (engine.LocalPath, tls, api, info);
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The versions of the API that were asked for.</summary>
    public HashSet<string> Asked { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _serving;
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> connections = [];
        try
        {
            while (true)
                connections.Add(HandleAsync(await _listener.AcceptSocketAsync(_end.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task HandleAsync(Socket client)
    {
        try
        {
            await using var near = await SecuredAsync(new NetworkStream(client, ownsSocket: true));
            var request = await ReadHeadAsync(near);
            using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(_engine), _end.Token);
            if (await AnswerAsync(Encoding.Latin1.GetString(request)) is { } answer)
            {
                await near.WriteAsync(answer, _end.Token);
                return;
            }

            await using var far = new NetworkStream(socket);
            await far.WriteAsync(request, _end.Token);
            await PassOnAsync(near, far, socket);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or System.Security.Authentication.AuthenticationException)
        {
            // What the client sees of it is what is tested.
        }
    }

    private async Task<Stream> SecuredAsync(NetworkStream plain)
    {
        if (_tls is null)
            return plain;
        var secured = new SslStream(plain);
        try
        {
            await secured.AuthenticateAsServerAsync(_tls, _end.Token);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync();
            throw;
        }
    }

    private async Task<byte[]> ReadHeadAsync(Stream near)
    {
        var read = new List<byte>();
        var buffer = new byte[8192];
        while (!Encoding.Latin1.GetString([.. read]).Contains("\r\n\r\n", StringComparison.Ordinal))
        {
            var count = await near.ReadAsync(buffer, _end.Token);
            if (count == 0)
                throw new IOException("The client has gone.");
            read.AddRange(buffer[..count]);
        }

        return [.. read];
    }

    private async Task PassOnAsync(Stream near, NetworkStream far, Socket socket)
    {
        var sending = SendOnAsync(near, far, socket);
        try
        {
            await far.CopyToAsync(near, _end.Token);
        }
        finally
        {
            await near.DisposeAsync();
            await sending;
        }
    }

    private async Task SendOnAsync(Stream near, NetworkStream far, Socket socket)
    {
        try
        {
            await near.CopyToAsync(far, _end.Token);
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The engine has said all it had to say.
        }
    }

    /// <summary>The answer of an engine of other versions, or of another machine; null: the real one's.</summary>
    private async Task<byte[]?> AnswerAsync(string request)
    {
        if (_info is not null && Info().IsMatch(request))
        {
            var info = await AskAsync("info");
            _info(info);
            return Answer("200 OK", info.ToJsonString());
        }

        if (_api is not var (oldest, newest))
            return null;
        var match = Versioned().Match(request);
        if (match.Success)
        {
            lock (Asked)
                Asked.Add(match.Groups[1].Value);
        }

        if (request.StartsWith("GET /version ", StringComparison.Ordinal))
        {
            var said = await AskAsync("version");
            said["ApiVersion"] = newest.ToString();
            said["MinAPIVersion"] = oldest.ToString();
            return Answer("200 OK", said.ToJsonString());
        }

        if (!match.Success || (Version.Parse(match.Groups[1].Value) is var version && version >= oldest && version <= newest))
            return null;
        var limit = version > newest ? $"new. Maximum supported API version is {newest}" : $"old. Minimum supported API version is {oldest}";
        return Answer("400 Bad Request", $$"""{"message":"client version {{version}} is too {{limit}}"}""");
    }

    private async Task<JsonNode> AskAsync(string what)
    {
        using var engine = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(_engine), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        });
        return JsonNode.Parse(await engine.GetStringAsync(new Uri($"http://engine/{what}"), _end.Token))!;
    }

    private byte[] Answer(string status, string json) => Encoding.UTF8.GetBytes(string.Join(
        "\r\n",
        $"HTTP/1.1 {status}",
        $"Api-Version: {_api?.Newest ?? new Version(1, 44)}",
        "Content-Type: application/json",
        $"Content-Length: {Encoding.UTF8.GetByteCount(json)}",
        "Connection: close",
        "",
        json));

    [GeneratedRegex("^GET (/v[0-9.]+)?/info ")]
    private static partial Regex Info();

    [GeneratedRegex(@"^[A-Z]+ /v([0-9]+\.[0-9]+)/")]
    private static partial Regex Versioned();
}
