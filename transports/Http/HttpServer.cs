using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace InterContainer.Transports.Http;

/// <summary>Answers POST on Kestrel, with nothing between the two: the body is the message, 200 carries the reply, 204 is none. HEAD reaches no responder.</summary>
internal sealed class HttpServer : IAsyncDisposable, IHttpApplication<IFeatureCollection>
{

    /// <summary>How much of an HTTP/2 message may be under way before the receiver grants more. The maximum is that of .NET's client; the defaults of the two libraries are 64 and 768 KiB.</summary>
    public static readonly TransportOption Window = TransportOption.WholeNumber("window", 16384, 64, 16384);

    /// <summary>Whether the server's socket callbacks run the responder themselves; a responder does not block, so they may.</summary>
    public static readonly TransportOption Inline = TransportOption.OneOf("inline", "true", "false");

    private const string SettingsHeader = "server-settings";
    // Up to here, an answer is one piece of a pipe.
    private const int PieceBytes = 4096;

    private readonly KestrelServer _kestrel;
    private readonly KestrelServerOptions _options = new();
    private readonly SocketTransportOptions _transportOptions = new();
    private readonly IResponder _responder;

    private HttpServer(Wiring wiring, HttpProtocols protocols, int maxBodyBytes, IResponder responder)
    {
        _responder = responder;
        Set(_options, wiring, protocols, maxBodyBytes);
        Set(_transportOptions, wiring);
        var transport = new SocketTransportFactory(Options.Create(_transportOptions), NullLoggerFactory.Instance);
        _kestrel = new KestrelServer(Options.Create(_options), transport, NullLoggerFactory.Instance);
    }

    /// <exception cref="TransportException">The address cannot be listened on.</exception>
    public static async Task<HttpServer> StartAsync(Wiring wiring, HttpProtocols protocols, int maxBodyBytes, IResponder responder, CancellationToken cancellationToken)
    {
        var server = new HttpServer(wiring, protocols, maxBodyBytes, responder);
        try
        {
            await server._kestrel.StartAsync(server, cancellationToken);
            return server;
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await server.DisposeAsync();
            throw CannotListen(wiring, e);
        }
    }

    public static TransportException CannotListen(Wiring wiring, Exception cause) =>
        new($"Cannot listen on {wiring.Host}:{wiring.Port}: {cause.Message}", cause);

    /// <summary>Null: not HTTP/2.</summary>
    public static int? WindowBytes(Wiring wiring) => wiring.Options.ContainsKey(Window.Name) ? wiring.WholeNumber(Window.Name) * 1024 : null;

    public static void Set(KestrelServerOptions options, Wiring wiring, HttpProtocols protocols, int? maxBodyBytes)
    {
        options.AddServerHeader = false;
        options.Limits.MaxRequestBodySize = maxBodyBytes;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        if (WindowBytes(wiring) is { } window)
            options.Limits.Http2.InitialStreamWindowSize = options.Limits.Http2.InitialConnectionWindowSize = window;
        options.Listen(IPAddress.Parse(wiring.Host), wiring.Port, listen => listen.Protocols = protocols);
    }

    public static void Set(SocketTransportOptions options, Wiring wiring)
    {
        options.NoDelay = true;
        options.UnsafePreferInlineScheduling = wiring.Options[Inline.Name] == "true";
    }

    /// <summary>What is in force at this end, as its live connection says where that can be asked.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Settings(IFeatureCollection features, KestrelServerOptions options, SocketTransportOptions transport)
    {
        if (features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            yield return new("server.noDelay", socket.NoDelay ? "true" : "false");
            yield return new("server.sendBufferBytes", Text(socket.SendBufferSize));
            yield return new("server.receiveBufferBytes", Text(socket.ReceiveBufferSize));
        }

        yield return new("server.inline", transport.UnsafePreferInlineScheduling ? "true" : "false");
        if (HttpProtocol.IsHttp2(features.GetRequiredFeature<IHttpRequestFeature>().Protocol))
        {
            yield return new("server.http2.streamWindowBytes", Text(options.Limits.Http2.InitialStreamWindowSize));
            yield return new("server.http2.connectionWindowBytes", Text(options.Limits.Http2.InitialConnectionWindowSize));
        }
    }

    /// <summary>Takes the responder's settings from its answer to HEAD.</summary>
    public static void ReadSettings(HttpResponseMessage response, Dictionary<string, string> settings)
    {
        foreach (var setting in response.Headers.GetValues(SettingsHeader).Single().Split(';'))
        {
            var (name, value) = (setting.Split('=')[0], setting.Split('=')[1]);
            settings[name] = value;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A connection that is kept alive would hold a graceful stop for as long as it likes.
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _kestrel.StopAsync(now.Token);
        _kestrel.Dispose();
    }

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
        // Nothing was made.
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var request = context.GetRequiredFeature<IHttpRequestFeature>();
        var response = context.GetRequiredFeature<IHttpResponseFeature>();
        // An initiator that connects.
        if (HttpMethods.IsHead(request.Method))
        {
            response.Headers[SettingsHeader] = string.Join(';', Settings(context, _options, _transportOptions).Select(setting => $"{setting.Key}={setting.Value}"));
            return;
        }

        if (request.Headers.ContentLength is not { } length)
        {
            response.StatusCode = StatusCodes.Status411LengthRequired;
            return;
        }

        var reply = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            var answer = await RespondAsync(context.GetRequiredFeature<IRequestBodyPipeFeature>().Reader, (int)length, reply);
            if (answer == IResponder.NoReply)
            {
                response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            response.Headers.ContentLength = answer;
            var body = context.GetRequiredFeature<IHttpResponseBodyFeature>();
            await body.StartAsync();
            // Not flushed: the end of the request does that, with the end of an HTTP/2 stream in the same frame.
            if (answer <= PieceBytes)
                body.Writer.Write(reply.AsSpan(0, answer));
            else
                await body.Writer.WriteAsync(reply.AsMemory(0, answer));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(reply);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async ValueTask<int> RespondAsync(System.IO.Pipelines.PipeReader body, int length, byte[] reply)
    {
        var read = await body.ReadAsync();
        if (read.IsCompleted && read.Buffer.IsSingleSegment)
        {
            var answer = _responder.Respond(read.Buffer.FirstSpan, reply);
            body.AdvanceTo(read.Buffer.End);
            return answer;
        }

        var message = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var filled = 0;
            while (true)
            {
                read.Buffer.CopyTo(message.AsSpan(filled, length - filled));
                filled += (int)read.Buffer.Length;
                body.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    return _responder.Respond(message.AsSpan(0, length), reply);
                read = await body.ReadAsync();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(message);
        }
    }
}
