using System.Runtime.CompilerServices;

namespace InterContainer.Transports.Http;

/// <summary>Messages both ways on a connection, or a call, that keeps their order: the initiator's end. One reads, one writes.</summary>
internal abstract class MessageStream : IDisposable
{
    // What was accepted still has to arrive, and a responder that takes no more is not waited for.
    private static readonly TimeSpan ClosingTimeout = TimeSpan.FromSeconds(1);

    /// <summary>In force at both ends.</summary>
    public abstract IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Completes when the message is accepted. Cancelled, what was accepted before it still arrives.</summary>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken);

    /// <summary>The next message, valid until the next call; null when the responder has ended the stream. Cancelled, the stream breaks.</summary>
    public abstract ValueTask<ReadOnlyMemory<byte>?> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Tells the responder, after what was written, that no more comes: it ends the stream when it has taken all of it.</summary>
    public abstract Task EndAsync(CancellationToken cancellationToken);

    /// <summary>One line for what the library throws when the other end is gone; null: it is something else.</summary>
    public abstract TransportException? Gone(Exception cause);

    /// <summary>At once: what reads or writes fails.</summary>
    public abstract void Dispose();

    /// <summary>One for the exchanges that are asked for at once.</summary>
    /// <param name="traits">The transport's.</param>
    /// <param name="stream">Connected; owned from here on.</param>
    /// <param name="endpoints">Which say how many.</param>
    public static IInitiator Initiator(Traits traits, MessageStream stream, PairEndpoints endpoints) =>
        endpoints.InFlight == 1 ? new OneAtATime(traits, stream) : new Pipelined(traits, stream, endpoints.InFlight);

    private static TransportException Ended() => new("The responder ended the stream.");

    private sealed class OneAtATime(Traits traits, MessageStream stream) : IInitiator
    {
        public IReadOnlyDictionary<string, string> Settings => stream.Settings;

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
        public async ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
        {
            traits.CheckPayload(request.Length);
            try
            {
                await stream.WriteAsync(request, cancellationToken);
                var answer = await stream.ReadAsync(cancellationToken) ?? throw Ended();
                answer.CopyTo(reply);
                return answer.Length;
            }
            catch (OperationCanceledException)
            {
                // A reply that nothing waits for would be taken for that of the next.
                stream.Dispose();
                throw;
            }
            catch (Exception e) when (stream.Gone(e) is { } gone)
            {
                throw gone;
            }
        }

        [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
        public async ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            traits.CheckPayload(message.Length);
            try
            {
                await stream.WriteAsync(message, cancellationToken);
            }
            catch (Exception e) when (stream.Gone(e) is { } gone)
            {
                throw gone;
            }
        }

        public async ValueTask DisposeAsync()
        {
            using var limited = new CancellationTokenSource(ClosingTimeout);
            try
            {
                await stream.EndAsync(limited.Token);
                while (await stream.ReadAsync(limited.Token) is not null)
                {
                    // A reply that was given up.
                }
            }
            catch (Exception e) when (e is OperationCanceledException || stream.Gone(e) is not null)
            {
                // It is broken already, or the responder takes no more.
            }

            stream.Dispose();
        }
    }

    /// <summary>The responder answers in the order of the requests, so the oldest one waits for the next reply.</summary>
    private sealed class Pipelined : ConcurrentInitiator
    {
        private readonly MessageStream _stream;
        private readonly CancellationTokenSource _closing = new();
        private Task _ending = Task.CompletedTask;

        public Pipelined(Traits traits, MessageStream stream, int inFlight)
            : base(traits, new PendingReplies(inFlight, isOrdered: true))
        {
            _stream = stream;
            BeginReceiving();
        }

        public override IReadOnlyDictionary<string, string> Settings => _stream.Settings;

        protected override void Interrupt()
        {
            _closing.CancelAfter(ClosingTimeout);
            _ending = _stream.EndAsync(_closing.Token);
        }

        protected override async ValueTask CloseAsync()
        {
            // Why it could not be ended is no matter any more.
            await Task.WhenAny(_ending);
            _ = _ending.Exception;
            _stream.Dispose();
            _closing.Dispose();
        }

        protected override ValueTask WriteAsync(long? number, ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
            _stream.WriteAsync(message, cancellationToken);

        protected override TransportException? Gone(Exception cause) => _stream.Gone(cause);

        protected override async Task ReceiveAsync(CancellationToken stop)
        {
            while (await _stream.ReadAsync(_closing.Token) is { } reply)
                Pending.CompleteNext(reply.Span);
            throw Ended();
        }
    }
}
