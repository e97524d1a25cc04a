namespace InterContainer.Transports.Broker;

/// <summary>
/// A list of requests that responders pop with BLPOP, and a list of replies for each initiator. A message that was popped is gone: a responder that dies
/// takes it along. <c>wait=poll</c> asks with LPOP at an interval, as clients without blocking commands do. <c>appendfsync=always</c> has a message on disk
/// when it is accepted.
/// </summary>
internal sealed class RedisList : ITransport
{
    private const string Wait = "wait";
    private const string Interval = "interval";
    private const string Poll = "poll";

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "redis-list",
        Family = Family.Broker,
        Summary = "lists in Redis: RPUSH, and BLPOP that blocks; what was popped is gone",
        Needs = Needs.None,
        Service = new ServiceNeed(RedisServer.Service),
        Delivery = Delivery.ExactlyOnceWhileConnected,
        OverloadBehaviour = OverloadBehaviour.UnboundedQueue,
        SurvivesResponderRestart = true,
        LoadSharing = LoadSharing.CompetingConsumers,
        MaxInFlight = Traits.ManyInFlight,
        SurvivesServiceRestart = false,
        Options =
        [
            TransportOption.OneOf(Wait, "block", Poll),
            TransportOption.Duration(Interval, "1ms", TimeSpan.FromSeconds(5)),
            RedisEnds.Inflight,
            RedisServer.AppendFsync,
        ],
    };

    /// <inheritdoc/>
    public Traits TraitsWith(IReadOnlyDictionary<string, string> options) => RedisServer.With(Traits, options);

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
        RedisResponder.ServeAsync(
        endpoints,
        connection =>
        {
            if (endpoints.RecoversState)
                return;
            connection.Append("DEL", RedisEnds.Requests(endpoints));
            connection.Skip();
        },
        (connection, stop) => () => Answer(connection, endpoints, responder, stop),
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var id = RedisEnds.NewId();
        var push = RespConnection.Encode(3, "RPUSH", RedisEnds.Requests(endpoints));
        return await new RedisQueue(id, push, Pops(endpoints, RedisEnds.Replies(endpoints, id))).ConnectAsync(Traits, endpoints, cancellationToken);
    }

    private static ListPops Pops(PairEndpoints endpoints, string list) =>
        endpoints.Options[Wait] == Poll ? new ListPolls(list, endpoints.Duration(Interval)) : new ListPops(list);

    // The answer to one request and the command for the next go in one write.
    private static void Answer(RespConnection connection, PairEndpoints endpoints, IResponder responder, CancellationToken stop)
    {
        var pops = Pops(endpoints, RedisEnds.Requests(endpoints));
        var answers = RedisAnswers.By(connection, endpoints, responder, "RPUSH");
        var isAnswered = false;
        while (true)
        {
            pops.Ask(connection);
            connection.Wait(pops.LeastBytes);
            if (isAnswered)
                connection.Skip();
            isAnswered = false;
            if (pops.TryRead(connection, out var request))
                isAnswered = answers.Answer(request);
            else
                pops.Pause(stop);
        }
    }

    /// <summary>The server answers when there is something.</summary>
    private class ListPops(byte[] command) : RedisReplies
    {
        public ListPops(string list)
            : this(RespConnection.Encode(3, "BLPOP", list, "0"))
        {
        }

        // The server goes through them one after the other, without a round trip between two.
        public override int MostAsked => Traits.ManyInFlight;

        public override void Ask(RespConnection connection) => connection.Append(command);

        public override bool Read(RespConnection connection, Handler handle)
        {
            if (!TryRead(connection, out var reply))
                return false;
            Hand(reply, handle);
            return true;
        }

        public virtual bool TryRead(RespConnection connection, out ReadOnlySpan<byte> message)
        {
            // The list, and what was popped.
            connection.NextMany();
            connection.NextString();
            message = connection.NextString();
            return true;
        }
    }

    /// <summary>The server answers at once.</summary>
    private sealed class ListPolls(string list, TimeSpan interval) : ListPops(RespConnection.Encode(2, "LPOP", list))
    {
        private readonly PollTimer _timer = new(interval);

        public override int MostAsked => 1;

        public override int LeastBytes => 1;

        public override void Pause(CancellationToken cancellationToken) => _timer.Wait(cancellationToken);

        public override bool TryRead(RespConnection connection, out ReadOnlySpan<byte> message) => connection.TryNextString(out message);
    }
}
