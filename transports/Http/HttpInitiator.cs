using System.Net;

namespace InterContainer.Transports.Http;

/// <summary>Sends POST with HttpClient.</summary>
internal sealed class HttpInitiator : IInitiator
{
    private readonly Traits _traits;
    private readonly HttpClient _client;
    private readonly Uri _address;
    private readonly Version _version;

    private HttpInitiator(Traits traits, Wiring wiring, Version version, SocketsHttpHandler handler)
    {
        _traits = traits;
        _version = version;
        // Its own timer would be one more a request; the token does the same.
        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _address = new Uri($"http://{wiring.Host}:{wiring.Port}/");
        Settings = new Dictionary<string, string> { ["httpVersion"] = version.ToString(), ["noDelay"] = "true" };
    }

    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <exception cref="TransportException">Nobody listens there.</exception>
    public static async Task<HttpInitiator> ConnectAsync(Traits traits, Wiring wiring, Version version, CancellationToken cancellationToken)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ActivityHeadersPropagator = null,
            PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
        };
        var initiator = new HttpInitiator(traits, wiring, version, handler);
        try
        {
            // Opens the connection that all later requests use.
            using var request = new HttpRequestMessage(HttpMethod.Head, initiator._address) { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using var response = await initiator._client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return initiator;
        }
        catch (HttpRequestException e)
        {
            await initiator.DisposeAsync();
            throw new TransportException($"Cannot reach {initiator._address}: {e.Message}", e);
        }
    }

    public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await PostAsync(request, cancellationToken);
            if (response.StatusCode != HttpStatusCode.OK)
                throw new TransportException($"The responder answered {(int)response.StatusCode} and not 200.");
            var length = (int)(response.Content.Headers.ContentLength ?? throw new TransportException("The responder did not say how long its reply is."));
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await body.ReadExactlyAsync(reply[..length], cancellationToken);
            return length;
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Gone(e);
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await PostAsync(message, cancellationToken);
            if (response.StatusCode != HttpStatusCode.NoContent)
                throw new TransportException($"The responder answered {(int)response.StatusCode} and not 204.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Gone(e);
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return default;
    }

    private static TransportException Gone(Exception cause) => new($"The request failed: {cause.Message}", cause);

    private async Task<HttpResponseMessage> PostAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        _traits.CheckPayload(message.Length);
        using var request = new HttpRequestMessage(HttpMethod.Post, _address)
        {
            Version = _version,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ReadOnlyMemoryContent(message),
        };
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }
}
