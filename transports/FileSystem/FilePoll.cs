using System.Globalization;

namespace InterContainer.Transports.FileSystem;

/// <summary>
/// A file for each message on the shared folder, as in a maildir: written beside, renamed into place, found by listing the
/// folder at an interval, removed when read.
/// </summary>
public sealed class FilePoll : ITransport
{
    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "file-poll",
        Family = Family.Filesystem,
        Summary = "a file a message on a shared folder, renamed into place; both ends look again at an interval",
        Needs = Needs.SharedFolder,
        Delivery = Delivery.ExactlyOnce,
        SlowResponder = SlowResponder.UnboundedQueue,
        SurvivesResponderRestart = true,
        Options = [TransportOption.Duration("interval", "1ms", TimeSpan.FromSeconds(5))],
    };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(Wiring wiring, IResponder responder, CancellationToken cancellationToken)
    {
        var place = new Place(wiring);
        return new(Guard(() =>
        {
            place.Make(wiring.Resume);
            var server = new Server(place, responder);
            return new PollingServer(wiring.Duration("interval"), () => Guard(server.Look), place.Remove);
        }));
    }

    /// <inheritdoc/>
    public ValueTask<IInitiator> ConnectAsync(Wiring wiring, CancellationToken cancellationToken)
    {
        var place = new Place(wiring);
        if (!Directory.Exists(place.Requests))
            throw new TransportException($"Nobody serves in {place.Root}.");
        return new(Guard(() => new Initiator(Traits, place, wiring.Duration("interval"))));
    }

    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TransportException($"The shared folder failed: {e.Message}", e);
        }
    }

    /// <summary>The folders of a channel. A request is named initiator-number, so that names sort as sent; its reply has the same name.</summary>
    private sealed class Place(Wiring wiring)
    {
        public string Root { get; } = Path.Combine(Wiring.Need(wiring.SharedFolder, "shared folder"), wiring.Channel);

        public string Requests => Path.Combine(Root, "requests");

        public string Writing => Path.Combine(Root, "writing");

        public void Make(bool keep)
        {
            if (!keep)
                Remove();
            Directory.CreateDirectory(Writing);
            Directory.CreateDirectory(Requests);
        }

        public void Remove()
        {
            if (Directory.Exists(Root))
                Directory.Delete(Root, recursive: true);
        }

        public string Replies(ReadOnlySpan<char> initiator) => Path.Combine(Root, $"replies-{initiator}");
    }

    private sealed class Server(Place place, IResponder responder)
    {
        private byte[] _message = new byte[64 * 1024];
        private byte[] _reply = new byte[64 * 1024];

        public bool Look()
        {
            var paths = Directory.GetFiles(place.Requests);
            Array.Sort(paths, StringComparer.Ordinal);
            foreach (var path in paths)
                Answer(path);
            return paths.Length > 0;
        }

        private void Answer(string path)
        {
            var length = MessageFiles.Read(path, ref _message);
            if (_reply.Length < length)
                _reply = new byte[length];
            var answer = responder.Respond(_message.AsSpan(0, length), _reply);
            if (answer != IResponder.NoReply)
                Reply(Path.GetFileName(path), answer);
            // Last: a responder that dies before finds the message again.
            File.Delete(path);
        }

        private void Reply(string name, int length)
        {
            var replies = place.Replies(name.AsSpan(0, name.IndexOf('-', StringComparison.Ordinal)));
            if (Directory.Exists(replies))
                MessageFiles.Write(_reply.AsSpan(0, length), Path.Combine(place.Writing, $"reply-{name}"), Path.Combine(replies, name));
        }
    }

    private sealed class Initiator : IInitiator
    {
        private readonly Traits _traits;
        private readonly Place _place;
        private readonly PollTimer _timer;
        private readonly string _id = Guid.NewGuid().ToString("N");
        private readonly string _replies;
        private byte[] _reply = new byte[64 * 1024];
        private long _sent;

        public Initiator(Traits traits, Place place, TimeSpan interval)
        {
            _traits = traits;
            _place = place;
            _timer = new PollTimer(interval);
            _replies = place.Replies(_id);
            Directory.CreateDirectory(_replies);
            Settings = new Dictionary<string, string>
            {
                ["fsync"] = "false",
                ["fileSystem"] = new DriveInfo(place.Root).DriveFormat,
            };
        }

        public IReadOnlyDictionary<string, string> Settings { get; }

        public ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken) =>
            new(Guard(() =>
            {
                var path = Path.Combine(_replies, Send(request));
                while (!File.Exists(path))
                    _timer.Wait(cancellationToken);
                var length = MessageFiles.Read(path, ref _reply);
                File.Delete(path);
                _reply.AsSpan(0, length).CopyTo(reply.Span);
                return length;
            }));

        public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Guard(() => Send(message));
            return default;
        }

        public ValueTask DisposeAsync()
        {
            if (Directory.Exists(_replies))
                Directory.Delete(_replies, recursive: true);
            return default;
        }

        private string Send(ReadOnlyMemory<byte> message)
        {
            _traits.CheckPayload(message.Length);
            var name = string.Create(CultureInfo.InvariantCulture, $"{_id}-{_sent++:D12}");
            MessageFiles.Write(message.Span, Path.Combine(_place.Writing, name), Path.Combine(_place.Requests, name));
            return name;
        }
    }
}
