using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace InterContainer.Transports.Http;

/// <summary>Answers POST on Kestrel, with nothing between the two: the body is the message, 200 carries the reply, 204 is none. HEAD reaches no responder.</summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private HttpServer(WebApplication application) => _application = application;

    /// <exception cref="TransportException">The address cannot be listened on.</exception>
    public static async Task<HttpServer> StartAsync(Wiring wiring, HttpProtocols protocols, int maxBodyBytes, IResponder responder, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = maxBodyBytes;
            options.Limits.MinRequestBodyDataRate = null;
            options.Listen(IPAddress.Parse(wiring.Host), wiring.Port, listen => listen.Protocols = protocols);
        });
        var application = builder.Build();
        application.Run(context => AnswerAsync(context, responder));
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            await application.DisposeAsync();
            throw new TransportException($"Cannot listen on {wiring.Host}:{wiring.Port}: {e.Message}", e);
        }

        return new HttpServer(application);
    }

    public async ValueTask DisposeAsync()
    {
        // A connection that is kept alive would hold a graceful stop for as long as it likes.
        using var now = new CancellationTokenSource(TimeSpan.Zero);
        await _application.StopAsync(now.Token);
        await _application.DisposeAsync();
    }

    private static async Task AnswerAsync(HttpContext context, IResponder responder)
    {
        // An initiator that connects.
        if (HttpMethods.IsHead(context.Request.Method))
            return;
        var length = (int)(context.Request.ContentLength ?? 0);
        var message = ArrayPool<byte>.Shared.Rent(length);
        var reply = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            await context.Request.Body.ReadExactlyAsync(message.AsMemory(0, length), context.RequestAborted);
            var answer = responder.Respond(message.AsSpan(0, length), reply);
            if (answer == IResponder.NoReply)
            {
                context.Response.StatusCode = StatusCodes.Status204NoContent;
                return;
            }

            context.Response.ContentLength = answer;
            await context.Response.Body.WriteAsync(reply.AsMemory(0, answer), context.RequestAborted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(message);
            ArrayPool<byte>.Shared.Return(reply);
        }
    }
}
