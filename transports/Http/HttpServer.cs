using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using InterContainer.Transports.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InterContainer.Transports.Http;

/// <summary>
/// Answers POST on Kestrel, in a web application with routing as people write it, and as gRPC's is: the body is the message, 200 carries the reply, 204 is
/// none. HEAD reaches no responder. All is as the libraries come, but for what a message of any size and a responder that takes its time need.
/// </summary>
internal sealed class HttpServer : IAsyncDisposable
{
    /// <summary>
    /// How much of an HTTP/2 message may be under way before the receiver grants more, KiB. The maximum is that of .NET's client; the defaults of the two
    /// libraries are 64 (and growing) and 768 KiB.
    /// </summary>
    public static readonly TransportOption Window = TransportOption.WholeNumberOfLibrary("window", 64, 16384);

    /// <summary>
    /// Whether the server's socket callbacks run the responder themselves; a responder does not block, so they may. Kestrel's default is that they do not.
    /// </summary>
    public static readonly TransportOption Inline = TransportOption.OneOf("inline", "false", "true");

    /// <summary>The server's default: more requests than that wait at the client.</summary>
    public const int StreamsPerConnection = 100;

    /// <summary>In the answer to what connects: what is in force at the server.</summary>
    public const string SettingsHeader = "server-settings";

    // Up to here, an answer is one piece of a pipe.
    private const int PieceBytes = 4096;

    private readonly WebApplication _application;

    private HttpServer(WebApplication application) => _application = application;

    /// <summary>Starts a server.</summary>
    /// <param name="endpoints">Where it listens, and its options.</param>
    /// <param name="link">What carries it.</param>
    /// <param name="protocols">What it speaks.</param>
    /// <param name="services">Adds what its endpoints need.</param>
    /// <param name="map">Maps its endpoints.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="TransportException">The address cannot be listened on.</exception>
    public static async Task<HttpServer> StartAsync(
        PairEndpoints endpoints,
        HttpLink link,
        HttpProtocols protocols,
        Action<IServiceCollection> services,
        Action<WebApplication> map,
        CancellationToken cancellationToken)
    {
        var (endPoint, place) = Place(endpoints, link);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => Set(options, endpoints, endPoint, protocols));
        builder.Services.Configure<SocketTransportOptions>(options => options.UnsafePreferInlineScheduling = endpoints.Options[Inline.Name] == "true");
        builder.Services.AddRoutingCore();
        services(builder.Services);
        var application = builder.Build();
        map(application);
        try
        {
            await application.StartAsync(cancellationToken);
            return new HttpServer(application);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            await application.DisposeAsync();
            throw new TransportException($"Cannot listen on {place}: {e.Message}", e);
        }
    }

    /// <summary>Starts a server whose only endpoint hands messages to a responder.</summary>
    /// <exception cref="TransportException">The address cannot be listened on.</exception>
    public static Task<HttpServer> StartAsync(
        PairEndpoints endpoints, HttpLink link, HttpProtocols protocols, IResponder responder, CancellationToken cancellationToken) =>
        StartAsync(
            endpoints,
            link,
            protocols,
            _ => { },
            application =>
            {
                application.MapPost("/", context => AnswerAsync(context, responder));
                // An initiator that connects.
                application.MapMethods("/", [HttpMethods.Head], context =>
                {
                    TellSettings(context);
                    return Task.CompletedTask;
                });
            },
            cancellationToken);

    /// <summary>Null: the libraries' own, or not HTTP/2.</summary>
    public static int? WindowBytes(PairEndpoints endpoints) =>
        endpoints.Options.GetValueOrDefault(Window.Name, TransportOption.Library) == TransportOption.Library ? null : endpoints.WholeNumber(Window.Name) * 1024;

    /// <summary>What is in force at this end, as its live connection says where that can be asked.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Settings(HttpContext context)
    {
        if (context.Features.Get<IConnectionSocketFeature>()?.Socket is { } socket)
        {
            if (socket.AddressFamily != AddressFamily.Unix)
                yield return new("server.noDelay", socket.NoDelay ? "true" : "false");
            yield return new("server.sendBufferBytes", Text(socket.SendBufferSize));
            yield return new("server.receiveBufferBytes", Text(socket.ReceiveBufferSize));
        }

        yield return new("server.inline", Options<SocketTransportOptions>(context).UnsafePreferInlineScheduling ? "true" : "false");
        if (HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            var limits = Options<KestrelServerOptions>(context).Limits.Http2;
            yield return new("server.http2.streamWindowBytes", Text(limits.InitialStreamWindowSize));
            yield return new("server.http2.connectionWindowBytes", Text(limits.InitialConnectionWindowSize));
            yield return new("server.http2.streamsPerConnection", Text(limits.MaxStreamsPerConnection));
        }
    }

    /// <summary>Puts what is in force into the headers of an answer that has not begun.</summary>
    public static void TellSettings(HttpContext context) =>
        context.Response.Headers[SettingsHeader] = string.Join(';', Settings(context).Select(setting => $"{setting.Key}={setting.Value}"));

    /// <summary>Takes them from there.</summary>
    public static void ReadSettings(IEnumerable<string> header, Dictionary<string, string> settings)
    {
        foreach (var setting in header.Single().Split(';'))
        {
            var (name, value) = (setting.Split('=')[0], setting.Split('=')[1]);
            settings[name] = value;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A connection that is kept alive, or a stream that is open, would hold a graceful stop for as long as it likes.
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    private static (EndPoint EndPoint, string Name) Place(PairEndpoints endpoints, HttpLink link)
    {
        if (link == HttpLink.Tcp)
            return (new IPEndPoint(IPAddress.Parse(endpoints.Host), endpoints.Port), $"{endpoints.Host}:{endpoints.Port}");
        var path = SocketFile.PathOf(endpoints);
        SocketFile.RemoveAbandoned(path);
        return (new UnixDomainSocketEndPoint(path), path);
    }

    private static void Set(KestrelServerOptions options, PairEndpoints endpoints, EndPoint endPoint, HttpProtocols protocols)
    {
        options.Limits.MaxRequestBodySize = null;
        // A responder that stalls, or a sender that is held up, is no attack here.
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        if (WindowBytes(endpoints) is { } window)
            options.Limits.Http2.InitialStreamWindowSize = options.Limits.Http2.InitialConnectionWindowSize = window;
        options.Listen(endPoint, listen =>
        {
            listen.Protocols = protocols;
            if (TlsCertificates.Of(endpoints) is { } certificates)
                listen.UseHttps(certificates.ServerCertificate());
        });
    }

    private static T Options<T>(HttpContext context)
        where T : class => context.RequestServices.GetRequiredService<IOptions<T>>().Value;

    private static async Task AnswerAsync(HttpContext context, IResponder responder)
    {
        if (context.Request.ContentLength is not { } length)
        {
            context.Response.StatusCode = StatusCodes.Status411LengthRequired;
            return;
        }

        var reply = ArrayPool<byte>.Shared.Rent((int)length);
        try
        {
            var answer = await RespondAsync(context.Request.BodyReader, (int)length, reply, responder);
            if (answer == IResponder.NoReply)
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            context.Response.ContentLength = answer;
            await context.Response.StartAsync();
            // Not flushed: the end of the request does that, with the end of an HTTP/2 stream in the same frame.
            if (answer <= PieceBytes)
                context.Response.BodyWriter.Write(reply.AsSpan(0, answer));
            else
                await context.Response.BodyWriter.WriteAsync(reply.AsMemory(0, answer));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(reply);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async ValueTask<int> RespondAsync(PipeReader body, int length, byte[] reply, IResponder responder)
    {
        var read = await body.ReadAsync();
        if (read.IsCompleted && read.Buffer.IsSingleSegment)
        {
            var answer = responder.Respond(read.Buffer.FirstSpan, reply);
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
                    return responder.Respond(message.AsSpan(0, length), reply);
                read = await body.ReadAsync();
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(message);
        }
    }
}
