using System.Globalization;
using System.Text;

namespace InterContainer.Transports.Broker;

/// <summary>
/// A stream of requests that responders read as one consumer group with XREADGROUP, and a stream of replies for each initiator, which it reads with XREAD;
/// both block. A responder acknowledges a request, and removes it, together with its answer: what it had not acknowledged when it died is claimed by the one
/// that takes up its channel, and may come again. Of a broadcast every responder reads on from its own place, and nothing is removed before the end.
/// <c>appendfsync=always</c> has a message on disk when it is accepted.
/// </summary>
internal sealed class RedisStreams : ITransport
{
    private const string Group = "responders";
    private const string Body = "body";

    private static readonly TransportOption Batch = TransportOption.WholeNumber("batch", 100, 1, 10_000);

    // More than can be unread.
    private static readonly string MostReplies = Traits.ManyInFlight.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "redis-streams",
        Family = Family.Broker,
        Summary = "streams in Redis: XADD, and a consumer group whose XREADGROUP blocks, acknowledged",
        Needs = Needs.None,
        Service = new ServiceNeed(RedisServer.Service) { EmbeddedLacks = "streams" },
        Delivery = Delivery.AtLeastOnce,
        OverloadBehaviour = OverloadBehaviour.UnboundedQueue,
        SurvivesResponderRestart = true,
        LoadSharing = LoadSharing.CompetingConsumers,
        MaxInFlight = Traits.ManyInFlight,
        FanOut = FanOut.Native,
        SurvivesServiceRestart = false,
        Options = [Batch, RedisEnds.Inflight, RedisServer.AppendFsync],
    };

    /// <inheritdoc/>
    public Traits TraitsWith(IReadOnlyDictionary<string, string> options) => RedisServer.With(Traits, options);

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
        RedisResponder.ServeAsync(
        endpoints,
        connection => Make(connection, endpoints),
        (connection, _) => endpoints.IsBroadcast
            ? () => Hand(connection, endpoints, responder)
            : () => new Consumer(connection, endpoints, responder).Answer(endpoints.RecoversState && endpoints.ResponderIndex == 0),
        cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var id = RedisEnds.NewId();
        var push = RespConnection.Encode(5, "XADD", RedisEnds.Requests(endpoints), "*", Body);
        var replies = new Reads(RedisEnds.Replies(endpoints, id), endpoints.Options[Batch.Name]);
        return await new RedisQueue(id, push, replies).ConnectAsync(Traits, endpoints, cancellationToken);
    }

    private static void Make(RespConnection connection, PairEndpoints endpoints)
    {
        var requests = RedisEnds.Requests(endpoints);
        if (!endpoints.RecoversState)
        {
            connection.Append("DEL", requests);
            connection.Skip();
        }

        connection.Append("XGROUP", "CREATE", requests, Group, "0", "MKSTREAM");
        try
        {
            connection.Skip();
        }
        catch (TransportException e) when (e.Message.Contains("BUSYGROUP", StringComparison.Ordinal))
        {
            // It is taken up.
        }
    }

    private static void Hand(RespConnection connection, PairEndpoints endpoints, IResponder responder)
    {
        var reads = new Reads(RedisEnds.Requests(endpoints), endpoints.Options[Batch.Name]);
        var unused = Array.Empty<byte>();
        Reads.BodyHandler hand = request =>
        {
            var message = request[RedisEnds.EnvelopeBytes..];
            if (unused.Length < message.Length)
                unused = new byte[message.Length];
            responder.Respond(message, unused);
        };
        while (true)
        {
            reads.Ask(connection);
            connection.Wait(reads.LeastBytes);
            reads.Read(connection, hand);
        }
    }

    /// <summary>An entry's id: such as 1700000000000-12.</summary>
    private sealed class EntryId
    {
        private readonly byte[] _text = new byte[41];
        private int _length;

        public ReadOnlySpan<byte> Text => _text.AsSpan(0, _length);

        public void Set(ReadOnlySpan<byte> text)
        {
            text.CopyTo(_text);
            _length = text.Length;
        }
    }

    /// <summary>Reads an entry: its id, and the one field's value; false where it was removed.</summary>
    private static bool TryReadEntry(RespConnection connection, EntryId id, out ReadOnlySpan<byte> body)
    {
        connection.NextMany();
        id.Set(connection.NextString());
        body = default;
        if (connection.NextMany() == 0)
            return false;
        connection.NextString();
        body = connection.NextString();
        return true;
    }

    /// <summary>What one end reads alone, on from the last that it read.</summary>
    private sealed class Reads : RedisReplies
    {
        private readonly byte[] _command;
        private readonly EntryId _last = new();

        public Reads(string stream, string batch)
        {
            _command = RespConnection.Encode(8, "XREAD", "COUNT", batch, "BLOCK", "0", "STREAMS", stream);
            _last.Set("0"u8);
        }

        public delegate void BodyHandler(ReadOnlySpan<byte> body);

        public override void Ask(RespConnection connection)
        {
            connection.Append(_command);
            connection.AppendArgument(_last.Text, default);
        }

        public override bool Read(RespConnection connection, Handler handle)
        {
            var entries = Entries(connection);
            for (var left = entries; left > 0; left--)
            {
                if (TryReadEntry(connection, _last, out var body))
                    Hand(body, handle);
            }

            return entries > 0;
        }

        public void Read(RespConnection connection, BodyHandler handle)
        {
            for (var left = Entries(connection); left > 0; left--)
            {
                if (TryReadEntry(connection, _last, out var body))
                    handle(body);
            }
        }
    }

    /// <summary>The beginning of what streams are read for: one stream's name, and how many entries follow.</summary>
    private static int Entries(RespConnection connection)
    {
        if (connection.NextMany() == 0)
            return 0;
        connection.NextString();
        return connection.NextMany();
    }

    /// <summary>One of the consumer group.</summary>
    private sealed class Consumer
    {
        private readonly RespConnection _connection;
        private readonly RedisAnswers _answers;
        private readonly string _name;
        private readonly string _requests;
        private readonly byte[] _read;
        private readonly byte[] _acknowledge;
        private readonly byte[] _remove;
        private readonly EntryId _id = new();
        private int _unanswered;

        public Consumer(RespConnection connection, PairEndpoints endpoints, IResponder responder)
        {
            (_connection, _requests) = (connection, RedisEnds.Requests(endpoints));
            _answers = RedisAnswers.By(connection, endpoints, responder, "XADD", "MAXLEN", "~", MostReplies, "*", Body);
            _name = string.Create(CultureInfo.InvariantCulture, $"responder-{endpoints.ResponderIndex}");
            _read = RespConnection.Encode(
                11, "XREADGROUP", "GROUP", Group, _name, "COUNT", endpoints.Options[Batch.Name], "BLOCK", "0", "STREAMS", _requests, ">");
            _acknowledge = RespConnection.Encode(4, "XACK", _requests, Group);
            _remove = RespConnection.Encode(3, "XDEL", _requests);
        }

        public void Answer(bool claims)
        {
            if (claims)
                Claim();
            while (true)
            {
                _connection.Append(_read);
                _connection.Wait(RespConnection.MessageBytes);
                SkipAnswers();
                AnswerEntries(Entries(_connection));
            }
        }

        // What dead consumers had read and not acknowledged, which is older than what nobody has read.
        private void Claim()
        {
            var cursor = "0-0";
            do
            {
                _connection.Append("XAUTOCLAIM", _requests, Group, _name, "0", cursor);
                SkipAnswers();
                _connection.NextMany();
                cursor = Encoding.ASCII.GetString(_connection.NextString());
                AnswerEntries(_connection.NextMany());
                // Those that were removed meanwhile.
                _connection.Skip();
            }
            while (cursor != "0-0");
        }

        // The answers, what acknowledges the requests, and the command for the next go in one write.
        private void AnswerEntries(int entries)
        {
            for (; entries > 0; entries--)
            {
                if (TryReadEntry(_connection, _id, out var request) && _answers.Answer(request))
                    _unanswered++;
                _connection.Append(_acknowledge);
                _connection.AppendArgument(_id.Text, default);
                _connection.Append(_remove);
                _connection.AppendArgument(_id.Text, default);
                _unanswered += 2;
            }
        }

        private void SkipAnswers()
        {
            for (; _unanswered > 0; _unanswered--)
                _connection.Skip();
        }
    }
}
