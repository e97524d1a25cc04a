using System.Collections.Concurrent;
using System.Diagnostics;

namespace InterContainer.Transports.FileSystem;

/// <summary>
/// Two rings in mapped memory for each initiator, one a direction, each with one writer and one reader. <c>wait</c> is how both ends wait: <c>adaptive</c>
/// spins for some 5 µs, yields for some 500 µs, then sleeps until it is woken. <c>spin</c> and <c>yield</c> never sleep, and burn a core an end.
/// <c>sleep</c> sleeps at once.
/// <c>ring</c> is the size of a ring in KiB; larger messages go through it in parts. The death of an end is noticed within 1 s by the one that waits for it.
/// </summary>
internal sealed class SharedMemory : ITransport
{
    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "shared-memory",
        Family = Family.Filesystem,
        Summary = "two rings an initiator, mapped from a folder in memory; the receiver spins, then yields, then sleeps until it is woken",
        Needs = Needs.MemoryFolder,
        Delivery = Delivery.ExactlyOnceWhileConnected,
        OverloadBehaviour = OverloadBehaviour.BackPressure,
        SurvivesResponderRestart = false,
        LoadSharing = LoadSharing.PerConnection,
        MaxInFlight = Traits.ManyInFlight,
        Options =
        [
            TransportOption.OneOf("wait", "adaptive", "spin", "yield", "sleep"),
            TransportOption.WholeNumber("ring", 256, 4, 64 * 1024),
        ],
    };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken)
    {
        var folder = new RingFolder(endpoints);
        return new(Guard(() => new Server(folder, responder, Traits.MaxPayloadBytes)));
    }

    /// <inheritdoc/>
    public ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var folder = new RingFolder(endpoints);
        var responder = Guard(folder.FindResponder) ?? throw new TransportException($"No responder serves in {folder.Root}.");
        var rings = Guard(() => new InitiatorRings(folder, responder, Traits.MaxPayloadBytes, cancellationToken));
        return new(endpoints.InFlight == 1 ? new Initiator(Traits, rings) : new Concurrent(Traits, rings, endpoints.InFlight));
    }

    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TransportException($"The folder in memory failed: {e.Message}", e);
        }
    }

    private sealed class Server : IServing
    {
        private readonly RingFolder _folder;
        private readonly IResponder _responder;
        private readonly int _maxMessageBytes;
        private readonly MappedFile _control;
        private readonly CancellationTokenSource _stop = new();
        private readonly ConcurrentDictionary<string, Task> _initiators = new();
        private readonly ServingLoops _loops = new();
        private readonly Task _welcoming;

        public Server(RingFolder folder, IResponder responder, int maxMessageBytes)
        {
            _folder = folder;
            _responder = responder;
            _maxMessageBytes = maxMessageBytes;
            _control = folder.Serve();
            _welcoming = OnOwnThread(() => Guard(Welcome));
        }

        public Task Serving => _loops.Failure;

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            Ring(_control);
            // Why it ended is told where it served.
            await Task.WhenAny(_welcoming);
            await Task.WhenAny(Task.WhenAll(_initiators.Values));
            Volatile.Write(ref _control.Word(RingFolder.LeftOffset), 1);
            _folder.Remove();
            _control.Dispose();
            _stop.Dispose();
        }

        private Task OnOwnThread(Action work) =>
            _loops.Watch(Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));

        private bool Welcome()
        {
            ref var bell = ref _control.Word(RingFolder.TakenOffset);
            while (!_stop.IsCancellationRequested)
            {
                // Before the listing: an initiator that comes after it rings again.
                var rung = Volatile.Read(ref bell);
                foreach (var path in Directory.GetFiles(_folder.Root, RingFolder.InitiatorPattern))
                    _initiators.GetOrAdd(path, added => OnOwnThread(() => Answer(added)));
                Futex.Wait(ref bell, rung, 500);
            }

            return true;
        }

        private void Answer(string path)
        {
            var reply = new byte[64 * 1024];
            try
            {
                using var file = MappedFile.Open(path);
                var (requests, replies) = _folder.Rings(file, Watch(file, path), _maxMessageBytes);
                ref var taken = ref file.Word(RingFolder.TakenOffset);
                Volatile.Write(ref taken, 1);
                Futex.Wake(ref taken);
                while (true)
                {
                    var message = requests.Read(_stop.Token);
                    if (reply.Length < message.Length)
                        reply = new byte[message.Length];
                    var length = _responder.Respond(message, reply);
                    if (length != IResponder.NoReply)
                        replies.Write(reply.AsSpan(0, length), _stop.Token);
                    requests.Release();
                }
            }
            catch (Exception e) when (e is OperationCanceledException or TransportException or IOException)
            {
                // This end stops, or the initiator is gone or no initiator of ours: its rings end, the others go on.
            }

            if (File.Exists(path))
                File.Delete(path);
            _initiators.TryRemove(path, out _);
        }

        // Believed the second time only: what the initiator wrote before it left is read in between.
        private static Action Watch(MappedFile file, string path)
        {
            var gone = false;
            return () =>
            {
                if (gone)
                    throw new TransportException("The initiator is gone.");
                gone = Volatile.Read(ref file.Word(RingFolder.LeftOffset)) != 0 || !MappedFile.IsHeld(path);
            };
        }
    }

    /// <summary>The measuring end's file with its two rings, and the responder's control file.</summary>
    private sealed class InitiatorRings : IDisposable
    {
        private static readonly TimeSpan Welcome = TimeSpan.FromSeconds(5);

        private readonly string _responder;
        private readonly MappedFile _control;
        private readonly MappedFile _file;

        public InitiatorRings(RingFolder folder, string responder, int maxMessageBytes, CancellationToken cancellationToken)
        {
            _responder = responder;
            var path = folder.NewInitiator();
            _control = MappedFile.Open(responder);
            try
            {
                _file = MappedFile.Create(path, folder.FileBytes);
            }
            catch
            {
                _control.Dispose();
                throw;
            }

            try
            {
                (Requests, Replies) = folder.Rings(_file, DemandResponder, maxMessageBytes);
                Ring(_control);
                AwaitWelcome(cancellationToken);
                Settings = new Dictionary<string, string>
                {
                    [Durability.Setting] = Durability.None,
                    ["fileSystem"] = new DriveInfo(folder.Root).DriveFormat,
                    ["fileBytes"] = new FileInfo(path).Length.ToString(System.Globalization.CultureInfo.InvariantCulture),
                };
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public MemoryRing Requests { get; }

        public MemoryRing Replies { get; }

        public IReadOnlyDictionary<string, string> Settings { get; }

        public void Dispose()
        {
            Volatile.Write(ref _file.Word(RingFolder.LeftOffset), 1);
            _file.Dispose();
            _control.Dispose();
        }

        private void AwaitWelcome(CancellationToken cancellationToken)
        {
            var start = Stopwatch.GetTimestamp();
            ref var taken = ref _file.Word(RingFolder.TakenOffset);
            while (Volatile.Read(ref taken) == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Futex.Wait(ref taken, 0, 100);
                DemandResponder();
                if (Stopwatch.GetElapsedTime(start) > Welcome)
                    throw new TransportException($"The responder did not take the rings within {Welcome.TotalSeconds} s.");
            }
        }

        private void DemandResponder()
        {
            if (Volatile.Read(ref _control.Word(RingFolder.LeftOffset)) != 0 || !MappedFile.IsHeld(_responder))
                throw new TransportException("The responder is gone.");
        }
    }

    private sealed class Initiator(Traits traits, InitiatorRings rings) : IInitiator
    {
        private readonly MemoryRing _requests = rings.Requests;
        private readonly MemoryRing _replies = rings.Replies;
        private volatile State _state;

        private enum State
        {
            Idle,
            Busy,
            Broken,
        }

        public IReadOnlyDictionary<string, string> Settings => rings.Settings;

        public ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
        {
            Begin(request.Length);
            try
            {
                _requests.Write(request.Span, cancellationToken);
                var answer = _replies.Read(cancellationToken);
                answer.CopyTo(reply.Span);
                var length = answer.Length;
                _replies.Release();
                _state = State.Idle;
                return new(length);
            }
            finally
            {
                End();
            }
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            Begin(message.Length);
            try
            {
                _requests.Write(message.Span, cancellationToken);
                _state = State.Idle;
                return default;
            }
            finally
            {
                End();
            }
        }

        public ValueTask DisposeAsync()
        {
            // Memory must not vanish under a cancelled call that is about to return.
            SpinWait.SpinUntil(() => _state != State.Busy);
            rings.Dispose();
            return default;
        }

        private void Begin(int bytes)
        {
            traits.CheckPayload(bytes);
            if (_state == State.Broken)
                throw new TransportException("An earlier call on this initiator was cancelled or failed half way: connect again.");
            _state = State.Busy;
        }

        private void End()
        {
            if (_state == State.Busy)
                _state = State.Broken;
        }
    }

    /// <summary>Several requests in flight: a thread reads the replies, which come in order, and goes on with their exchanges.</summary>
    private sealed class Concurrent : ConcurrentInitiator
    {
        private readonly InitiatorRings _rings;
        private int _reader;

        public Concurrent(Traits traits, InitiatorRings rings, int inFlight)
            : base(traits, new PendingReplies(inFlight, isOrdered: true))
        {
            _rings = rings;
            BeginReceiving();
        }

        public override IReadOnlyDictionary<string, string> Settings => _rings.Settings;

        protected override ValueTask CloseAsync()
        {
            _rings.Dispose();
            return default;
        }

        protected override async ValueTask WriteAsync(long? number, ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            // Only reading makes room in the end: its thread must not wait for it.
            if (Environment.CurrentManagedThreadId == _reader && !_rings.Requests.HasRoom(message.Length))
                await Task.Yield();
            _rings.Requests.Write(message.Span, cancellationToken);
        }

        protected override TransportException? Gone(Exception cause) => null;

        protected override Task ReceiveAsync(CancellationToken stop)
        {
            _reader = Environment.CurrentManagedThreadId;
            while (true)
            {
                Pending.CompleteNext(_rings.Replies.Read(stop));
                _rings.Replies.Release();
            }
        }
    }

    private static void Ring(MappedFile control)
    {
        ref var bell = ref control.Word(RingFolder.TakenOffset);
        Interlocked.Increment(ref bell);
        Futex.Wake(ref bell);
    }
}
