using System.Net;
using System.Security.Authentication;

namespace InterContainer.Transports.Http;

/// <summary>Sends POST with .NET's HTTP client.</summary>
internal sealed class HttpInitiator : IInitiator
{
    private readonly Traits _traits;
    private readonly HttpConnections _connections;
    private readonly bool _connectionPerRequest;
    private readonly Version _version;
    private readonly HttpClient _client;

    private HttpInitiator(Traits traits, PairEndpoints endpoints, HttpLink link, Version version, bool connectionPerRequest)
    {
        _traits = traits;
        _connections = new HttpConnections(endpoints, link);
        _connectionPerRequest = connectionPerRequest;
        _client = new HttpClient(_connections.Handler(connectionPerRequest));
        _version = version;
    }

    public IReadOnlyDictionary<string, string> Settings { get; private set; } = new Dictionary<string, string>();

    /// <exception cref="TransportException">No responder listens there.</exception>
    public static async Task<HttpInitiator> ConnectAsync(
        Traits traits,
        PairEndpoints endpoints,
        HttpLink link,
        Version version,
        bool connectionPerRequest,
        CancellationToken cancellationToken)
    {
        var initiator = new HttpInitiator(traits, endpoints, link, version, connectionPerRequest);
        try
        {
            await initiator.GreetAsync(cancellationToken);
            return initiator;
        }
        catch (Exception e)
        {
            await initiator.DisposeAsync();
            if (e is HttpRequestException)
            {
                var cause = e.InnerException is AuthenticationException refusal ? refusal : e;
                throw new TransportException($"Cannot reach {initiator._connections.Place}: {cause.Message}", e);
            }

            throw;
        }
    }

    public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
    {
        using var response = await PostAsync(request, HttpStatusCode.OK, cancellationToken);
        try
        {
            var length = (int)(response.Content.Headers.ContentLength ?? throw new TransportException("The responder did not say how long its reply is."));
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            await body.ReadExactlyAsync(reply[..length], cancellationToken);
            // To its end: what is left before it would be reset.
            return await body.ReadAsync(HttpConnections.Nothing, cancellationToken) == 0
                ? length
                : throw new TransportException("The reply is longer than the responder said.");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Gone(e);
        }
    }

    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        using var response = await PostAsync(message, HttpStatusCode.NoContent, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _connections.ClosedAsync();
    }

    private static TransportException Gone(Exception cause) => new($"The request failed: {cause.Message}", cause);

    // Opens the connection that the requests to come use, and asks what is in force.
    private async Task GreetAsync(CancellationToken cancellationToken)
    {
        using var request = Request(HttpMethod.Head);
        using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var settings = _connections.Settings(response.Version);
        if (_connectionPerRequest)
            settings["http.closesFirst"] = "responder";
        settings["http.connection"] = response.Headers.ConnectionClose == true ? "close" : "keep-alive";
        HttpServer.ReadSettings(response.Headers.GetValues(HttpServer.SettingsHeader), settings);
        Settings = settings;
    }

    private HttpRequestMessage Request(HttpMethod method)
    {
        var request = new HttpRequestMessage(method, _connections.Address) { Version = _version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        if (_connectionPerRequest)
            request.Headers.ConnectionClose = true;
        return request;
    }

    private async ValueTask<HttpResponseMessage> PostAsync(ReadOnlyMemory<byte> message, HttpStatusCode expected, CancellationToken cancellationToken)
    {
        _traits.CheckPayload(message.Length);
        using var request = Request(HttpMethod.Post);
        request.Content = new ReadOnlyMemoryContent(message);
        HttpResponseMessage? response = null;
        try
        {
            response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode == expected)
                return response;
            throw new TransportException($"The responder answered {(int)response.StatusCode} and not {(int)expected}.");
        }
        catch (Exception e)
        {
            response?.Dispose();
            throw e is HttpRequestException or IOException ? Gone(e) : e;
        }
    }
}
