using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace InterContainer.Transports.Http;

/// <summary>gRPC over HTTP/2 without TLS: a unary call for each exchange, one client-streaming call for messages that have no reply.</summary>
/// <param name="traits">The transport's.</param>
/// <param name="link">What carries it.</param>
internal sealed class GrpcCalls(Traits traits, HttpLink link)
{
    // What protobuf puts around a payload: a tag and a length.
    private const int EnvelopeBytes = 16;

    public Task<HttpServer> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
        ServeAsync(traits, endpoints, link, new Service(responder), cancellationToken);

    /// <exception cref="TransportException">No responder serves there.</exception>
    public async Task<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var connections = new HttpConnections(endpoints, link);
        var channel = Channel(traits, connections);
        try
        {
            var client = new GrpcMessages.GrpcMessagesClient(channel);
            var answer = await client.ConnectAsync(new ConnectRequest(), new CallOptions(cancellationToken: cancellationToken));
            var settings = connections.Settings(HttpVersion.Version20);
            foreach (var (name, value) in answer.Settings)
                settings[name] = value;
            return new Initiator(traits, channel, client, settings);
        }
        catch (Exception e)
        {
            channel.Dispose();
            throw e is RpcException cause ? Unreached(connections, cause) : e;
        }
    }

    /// <summary>Serves gRPC.</summary>
    /// <param name="traits">The transport's.</param>
    /// <param name="endpoints">Where it listens, and its options.</param>
    /// <param name="link">What carries it.</param>
    /// <param name="service">One object for all calls, and none made for each.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    public static Task<HttpServer> ServeAsync<T>(Traits traits, PairEndpoints endpoints, HttpLink link, T service, CancellationToken cancellationToken)
        where T : class => HttpServer.StartAsync(
        endpoints,
        link,
        HttpProtocols.Http2,
        services =>
        {
            services.AddGrpc(options => options.MaxReceiveMessageSize = traits.MaxPayloadBytes + EnvelopeBytes);
            services.AddSingleton(service);
        },
        application => application.MapGrpcService<T>(),
        cancellationToken);

    /// <summary>The client's end, which connects with its first call.</summary>
    public static GrpcChannel Channel(Traits traits, HttpConnections connections) => GrpcChannel.ForAddress(connections.Address, new GrpcChannelOptions
    {
        HttpHandler = connections.Handler(onePerRequest: false),
        DisposeHttpClient = true,
        MaxReceiveMessageSize = traits.MaxPayloadBytes + EnvelopeBytes,
        ThrowOperationCanceledOnCancellation = true,
    });

    /// <summary>One line for a first call that failed.</summary>
    public static TransportException Unreached(HttpConnections connections, RpcException cause) =>
        new($"Cannot reach {connections.Place}: {cause.Status.Detail}", cause);

    /// <summary>
    /// Whether the call is over. Of one that is, the library says that a write is no valid operation, or what the connection said.
    /// </summary>
    public static bool IsGone(Exception cause) => cause is RpcException or InvalidOperationException or IOException;

    /// <summary>One line for a call that is over.</summary>
    public static TransportException Gone(Exception cause) =>
        new($"The call failed: {(cause as RpcException)?.Status.Detail ?? cause.Message}", cause);

    private sealed class Service(IResponder responder) : GrpcMessages.GrpcMessagesBase
    {
        public override Task<ConnectReply> Connect(ConnectRequest request, ServerCallContext context)
        {
            var answer = new ConnectReply();
            foreach (var (name, value) in HttpServer.Settings(context.GetHttpContext()))
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

    private sealed class Initiator(
        Traits traits,
        GrpcChannel channel,
        GrpcMessages.GrpcMessagesClient client,
        IReadOnlyDictionary<string, string> settings) : IInitiator
    {
        private readonly ConcurrentBag<GrpcMessage> _messages = [];
        private readonly Lock _lock = new();
        private AsyncClientStreamingCall<GrpcMessage, SendReply>? _stream;
        private Task _ended = Task.CompletedTask;
        private long _sent;

        public IReadOnlyDictionary<string, string> Settings => settings;

        public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
        {
            traits.CheckPayload(request.Length);
            var message = Message(request);
            try
            {
                // Calls are not ordered among each other: what was sent before has to have been handled before.
                await EndStreamAsync(cancellationToken);
                using var call = client.ExchangeAsync(message, new CallOptions(cancellationToken: cancellationToken));
                var answer = await call.ResponseAsync;
                _messages.Add(message);
                if (!answer.HasPayload)
                    throw new TransportException("The responder gave no reply.");
                answer.Payload.Span.CopyTo(reply.Span);
                return answer.Payload.Length;
            }
            catch (Exception e) when (IsGone(e))
            {
                throw Gone(e);
            }
        }

        public async ValueTask SendAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
        {
            traits.CheckPayload(payload.Length);
            var message = Message(payload);
            // The stream lasts longer than the send that opens it.
            _stream ??= client.Send(new CallOptions(cancellationToken: CancellationToken.None));
            try
            {
                // Given the token, the client would cancel the call, and with it what was accepted before.
                await _stream.RequestStream.WriteAsync(message, CancellationToken.None).WaitAsync(cancellationToken);
                _messages.Add(message);
                _sent++;
            }
            catch (Exception e) when (IsGone(e))
            {
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
            catch (Exception e) when (IsGone(e) || e is OperationCanceledException or TransportException)
            {
                // The call has failed already, or the responder takes no more.
            }

            channel.Dispose();
        }

        private GrpcMessage Message(ReadOnlyMemory<byte> payload)
        {
            if (!_messages.TryTake(out var message))
                message = new GrpcMessage();
            message.Payload = UnsafeByteOperations.UnsafeWrap(payload);
            return message;
        }

        private Task EndStreamAsync(CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                if (_stream is { } stream)
                {
                    _ended = EndAsync(stream, _sent, cancellationToken);
                    (_stream, _sent) = (null, 0);
                }

                return _ended;
            }
        }

        private static async Task EndAsync(AsyncClientStreamingCall<GrpcMessage, SendReply> stream, long sent, CancellationToken cancellationToken)
        {
            using (stream)
            {
                await stream.RequestStream.CompleteAsync().WaitAsync(cancellationToken);
                var answer = await stream.ResponseAsync.WaitAsync(cancellationToken);
                if (answer.Handled != sent)
                    throw new TransportException($"{sent} messages were sent and the responder handled {answer.Handled}.");
            }
        }
    }
}
