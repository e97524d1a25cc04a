using System.Net;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;

namespace InterContainer.Transports.Http;

/// <summary>gRPC over HTTP/2 without TLS: one bidirectional streaming call for each initiator, on a connection of its own.</summary>
internal sealed class GrpcStream : ITransport
{
    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "grpc-stream",
        Family = Family.Http,
        Summary = "gRPC over HTTP/2 without TLS (h2c): one bidirectional stream for requests, replies and messages; "
            + "a message is accepted when flow control lets it go",
        Needs = Needs.Network,
        Delivery = Delivery.ExactlyOnceWhileConnected,
        OverloadBehaviour = OverloadBehaviour.BackPressure,
        SurvivesResponderRestart = false,
        LoadSharing = LoadSharing.PerConnection,
        MaxInFlight = Traits.ManyInFlight,
        Options = [HttpServer.Inline, HttpServer.Window],
    };

    /// <inheritdoc/>
    public async ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
        await GrpcCalls.ServeAsync(Traits, endpoints, HttpLink.Tcp, new Service(responder), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var connections = new HttpConnections(endpoints, HttpLink.Tcp);
        var channel = GrpcCalls.Channel(Traits, connections);
        // The call lasts longer than the attempt.
        var call = new GrpcConversation.GrpcConversationClient(channel).Converse(new CallOptions(cancellationToken: CancellationToken.None));
        try
        {
            var headers = await call.ResponseHeadersAsync.WaitAsync(cancellationToken);
            var settings = connections.Settings(HttpVersion.Version20);
            HttpServer.ReadSettings([headers.GetValue(HttpServer.SettingsHeader)!], settings);
            return MessageStream.Initiator(Traits, new Conversation(channel, call, settings), endpoints);
        }
        catch (Exception e)
        {
            call.Dispose();
            channel.Dispose();
            throw e is RpcException cause ? GrpcCalls.Unreached(connections, cause) : e;
        }
    }

    private sealed class Service(IResponder responder) : GrpcConversation.GrpcConversationBase
    {
        public override async Task Converse(
            IAsyncStreamReader<GrpcMessage> requestStream, IServerStreamWriter<GrpcReply> responseStream, ServerCallContext context)
        {
            HttpServer.TellSettings(context.GetHttpContext());
            await context.WriteResponseHeadersAsync([]);
            var (answer, reply) = (new GrpcReply(), new byte[1024]);
            while (await requestStream.MoveNext(CancellationToken.None))
            {
                var message = requestStream.Current.Payload.Span;
                if (reply.Length < message.Length)
                    reply = new byte[message.Length];
                var length = responder.Respond(message, reply);
                if (length == IResponder.NoReply)
                    continue;
                answer.Payload = UnsafeByteOperations.UnsafeWrap(reply.AsMemory(0, length));
                await responseStream.WriteAsync(answer);
            }
        }
    }

    private sealed class Conversation(
        GrpcChannel channel, AsyncDuplexStreamingCall<GrpcMessage, GrpcReply> call, IReadOnlyDictionary<string, string> settings) : MessageStream
    {
        private readonly GrpcMessage _message = new();
        private Task _writing = Task.CompletedTask;

        public override IReadOnlyDictionary<string, string> Settings => settings;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            if (!_writing.IsCompleted)
                throw new TransportException("A message that was given up still waits for room.");
            _message.Payload = UnsafeByteOperations.UnsafeWrap(message);
            // Given the token, the client would cancel the call, and with it what was accepted before. It has copied the message before it waits.
            _writing = call.RequestStream.WriteAsync(_message, CancellationToken.None);
            return new(_writing.WaitAsync(cancellationToken));
        }

        public override async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken) =>
            await call.ResponseStream.MoveNext(cancellationToken) ? call.ResponseStream.Current.Payload.Memory : default(ReadOnlyMemory<byte>?);

        public override async Task EndAsync(CancellationToken cancellationToken)
        {
            await _writing.WaitAsync(cancellationToken);
            await call.RequestStream.CompleteAsync();
        }

        public override TransportException? Gone(Exception cause) => GrpcCalls.IsGone(cause) ? GrpcCalls.Gone(cause) : null;

        public override void Dispose()
        {
            call.Dispose();
            channel.Dispose();
        }
    }
}
