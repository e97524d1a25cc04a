using System.Buffers;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InterContainer.Transports.Http;

/// <summary>gRPC over HTTP/2 without TLS: a unary call for each exchange, one client-streaming call for messages that have no reply.</summary>
internal sealed class GrpcCalls : ITransport
{
    // What protobuf puts around a payload: a tag and a length.
    private const int EnvelopeBytes = 16;

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "grpc",
        Family = Family.Http,
        Summary = "gRPC over HTTP/2 without TLS (h2c): unary calls for requests, one client stream for messages; a message is accepted when flow control lets it go",
        Needs = Needs.Network,
        Delivery = Delivery.ExactlyOnce,
        SlowResponder = SlowResponder.BackPressure,
        SurvivesResponderRestart = false,
        WorkSharing = WorkSharing.ByConnection,
        Options = [HttpServer.Inline, HttpServer.Window],
    };

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> ServeAsync(Wiring wiring, IResponder responder, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(options => HttpServer.Set(options, wiring, HttpProtocols.Http2, maxBodyBytes: null));
        builder.Services.Configure<SocketTransportOptions>(options => HttpServer.Set(options, wiring));
        builder.Services.AddGrpc(options => options.MaxReceiveMessageSize = Traits.MaxPayloadBytes + EnvelopeBytes);
        // One object for all calls, and none made for each.
        builder.Services.AddSingleton(services => new Service(
            responder,
            services.GetRequiredService<IOptions<KestrelServerOptions>>().Value,
            services.GetRequiredService<IOptions<SocketTransportOptions>>().Value));
        var application = builder.Build();
        application.MapGrpcService<Service>();
        try
        {
            await application.StartAsync(cancellationToken);
            return new Server(application);
        }
        catch (IOException e)
        {
            await application.DisposeAsync();
            throw HttpServer.CannotListen(wiring, e);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(Wiring wiring, CancellationToken cancellationToken)
    {
        var connections = new HttpConnections(wiring);
        var channel = GrpcChannel.ForAddress($"http://{wiring.Host}:{wiring.Port}", new GrpcChannelOptions
        {
            HttpHandler = connections.Handler(onePerRequest: false),
            DisposeHttpClient = true,
            MaxReceiveMessageSize = Traits.MaxPayloadBytes + EnvelopeBytes,
            ThrowOperationCanceledOnCancellation = true,
        });
        try
        {
            var client = new GrpcMessages.GrpcMessagesClient(channel);
            var answer = await client.ConnectAsync(new ConnectRequest(), new CallOptions(cancellationToken: cancellationToken));
            var settings = connections.Settings(HttpVersion.Version20);
            foreach (var (name, value) in answer.Settings)
                settings[name] = value;
            return new Initiator(Traits, channel, client, settings);
        }
        catch (Exception e)
        {
            channel.Dispose();
            if (e is RpcException)
                throw new TransportException($"Cannot reach {channel.Target}: {((RpcException)e).Status.Detail}", e);
            throw;
        }
    }

    private sealed class Server(WebApplication application) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            // A stream that is open would hold a graceful stop for as long as it likes.
            using var now = new CancellationTokenSource(TimeSpan.Zero);
            await application.StopAsync(now.Token);
            await application.DisposeAsync();
        }
    }

    private sealed class Service(IResponder responder, KestrelServerOptions kestrel, SocketTransportOptions transport) : GrpcMessages.GrpcMessagesBase
    {
        public override Task<ConnectReply> Connect(ConnectRequest request, ServerCallContext context)
        {
            var answer = new ConnectReply();
            foreach (var (name, value) in HttpServer.Settings(context.GetHttpContext().Features, kestrel, transport))
                answer.Settings.Add(name, value);
            return Task.FromResult(answer);
        }

        public override Task<GrpcReply> Exchange(GrpcMessage request, ServerCallContext context)
        {
            var buffer = MemoryPool<byte>.Shared.Rent(request.Payload.Length);
            // It is written after this method has returned.
            context.GetHttpContext().Response.RegisterForDispose(buffer);
            var answer = responder.Respond(request.Payload.Span, buffer.Memory.Span);
            var reply = new GrpcReply();
            if (answer != IResponder.NoReply)
                reply.Payload = UnsafeByteOperations.UnsafeWrap(buffer.Memory[..answer]);
            return Task.FromResult(reply);
        }

        public override async Task<SendReply> Send(IAsyncStreamReader<GrpcMessage> requestStream, ServerCallContext context)
        {
            var answer = new SendReply();
            byte[] unused = [];
            while (await requestStream.MoveNext(CancellationToken.None))
            {
                var message = requestStream.Current.Payload.Span;
                if (unused.Length < message.Length)
                    unused = new byte[message.Length];
                responder.Respond(message, unused);
                answer.Handled++;
            }

            return answer;
        }
    }

    private sealed class Initiator(Traits traits, GrpcChannel channel, GrpcMessages.GrpcMessagesClient client, IReadOnlyDictionary<string, string> settings) : IInitiator
    {
        private readonly GrpcMessage _message = new();
        private AsyncClientStreamingCall<GrpcMessage, SendReply>? _stream;
        private long _sent;

        public IReadOnlyDictionary<string, string> Settings => settings;

        public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
        {
            traits.CheckPayload(request.Length);
            _message.Payload = UnsafeByteOperations.UnsafeWrap(request);
            try
            {
                // Calls are not ordered among each other: what was sent before has to have been handled before.
                await EndStreamAsync(cancellationToken);
                using var call = client.ExchangeAsync(_message, new CallOptions(cancellationToken: cancellationToken));
                var answer = await call.ResponseAsync;
                if (!answer.HasPayload)
                    throw new TransportException("The responder gave no reply.");
                answer.Payload.Span.CopyTo(reply.Span);
                return answer.Payload.Length;
            }
            catch (RpcException e)
            {
                throw Gone(e);
            }
        }

        public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            traits.CheckPayload(message.Length);
            _message.Payload = UnsafeByteOperations.UnsafeWrap(message);
            // The stream outlives the send that opens it.
            _stream ??= client.Send(new CallOptions(cancellationToken: CancellationToken.None));
            try
            {
                // Given the token, the client would cancel the call, and with it what was accepted before.
                await _stream.RequestStream.WriteAsync(_message, CancellationToken.None).WaitAsync(cancellationToken);
                _sent++;
            }
            catch (Exception e) when (e is RpcException or InvalidOperationException)
            {
                // The latter says only that the call is over.
                throw Gone(e);
            }
        }

        public async ValueTask DisposeAsync()
        {
            using var limited = new CancellationTokenSource(TimeSpan.FromSeconds(1));
            try
            {
                // What was accepted still has to arrive.
                await EndStreamAsync(limited.Token);
            }
            catch (Exception e) when (e is RpcException or InvalidOperationException or OperationCanceledException or TransportException)
            {
                // The call has failed already, or nobody takes what is left.
            }

            _stream?.Dispose();
            channel.Dispose();
        }

        private static TransportException Gone(Exception cause) =>
            new($"The call failed: {(cause as RpcException)?.Status.Detail ?? cause.Message}", cause);

        private async ValueTask EndStreamAsync(CancellationToken cancellationToken)
        {
            if (_stream is not { } stream)
                return;
            await stream.RequestStream.CompleteAsync().WaitAsync(cancellationToken);
            var answer = await stream.ResponseAsync.WaitAsync(cancellationToken);
            stream.Dispose();
            if (answer.Handled != _sent)
                throw new TransportException($"{_sent} messages were sent and the responder handled {answer.Handled}.");
            (_stream, _sent) = (null, 0);
        }
    }
}
