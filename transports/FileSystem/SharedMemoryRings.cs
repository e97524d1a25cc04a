using System.Collections.Concurrent;
using System.Globalization;
using InterContainer.Transports.FileSystem.SharedMemory;

namespace InterContainer.Transports.FileSystem;

/// <summary>
/// Two rings for each initiator, of requests and of replies, in a file on tmpfs that both ends map. A message is one copy in and one copy out; the
/// kernel takes part only when an end sleeps.
/// </summary>
public sealed class SharedMemoryRings : ITransport
{
    private static readonly TimeSpan AcceptPatience = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "shared-memory",
        Family = Family.Filesystem,
        Summary = "a ring each way in a file on tmpfs that both ends map; waiting spins, then yields, then sleeps on a futex",
        Needs = Needs.MemoryFolder,
        Delivery = Delivery.ExactlyOnce,
        SlowResponder = SlowResponder.BackPressure,
        SurvivesResponderRestart = false,
        Options =
        [
            TransportOption.OneOf("wait", RingWait.Strategies),
            TransportOption.OneOf("ring", "1MiB", "64KiB", "16MiB"),
        ],
    };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(Wiring wiring, IResponder responder, CancellationToken cancellationToken) =>
        new(Guard(() => new Server(new Place(wiring), responder)));

    /// <inheritdoc/>
    public async ValueTask<IInitiator> ConnectAsync(Wiring wiring, CancellationToken cancellationToken)
    {
        var place = new Place(wiring);
        if (!place.Serving.IsGiven())
            throw new TransportException($"Nobody serves in {place.Root}.");
        var initiator = Guard(() => new Initiator(Traits, place));
        for (var start = Environment.TickCount64; !initiator.IsAccepted; await Task.Delay(1, cancellationToken))
        {
            if (Environment.TickCount64 - start < AcceptPatience.TotalMilliseconds)
                continue;
            await initiator.DisposeAsync();
            throw new TransportException($"The responder in {place.Root} did not accept within {AcceptPatience.TotalSeconds:0} s.");
        }

        return initiator;
    }

    private static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TransportException($"The memory folder failed: {e.Message}", e);
        }
    }

    /// <summary>The folder of a channel: for each initiator its rings, and a file that it keeps locked while it lives.</summary>
    private sealed class Place(Wiring wiring)
    {
        public const string RingSuffix = ".ring";

        public string Root { get; } = Path.Combine(Wiring.Need(wiring.MemoryFolder, "folder in memory"), wiring.Channel);

        public LifeSign Serving => new(Path.Combine(Root, "serving"));

        public string Strategy => wiring.Options["wait"];

        public RingWait Wait => new(Strategy);

        public int RingBytes => wiring.Options["ring"] switch
        {
            "64KiB" => 64 * 1024,
            "16MiB" => 16 * 1024 * 1024,
            _ => 1024 * 1024,
        };

        public string Ring(string initiator) => Path.Combine(Root, initiator + RingSuffix);

        public LifeSign Initiator(string initiator) => new(Path.Combine(Root, initiator + ".alive"));
    }

    private sealed class Server : IAsyncDisposable
    {
        // How long an initiator may wait to be noticed; a message never does.
        private const int LookEveryMs = 5;

        private readonly Place _place;
        private readonly IResponder _responder;
        private readonly CancellationTokenSource _stop = new();
        private readonly FileStream _serving;
        private readonly Task _accepting;
        private readonly ConcurrentDictionary<string, Task> _answering = new();

        public Server(Place place, IResponder responder)
        {
            _place = place;
            _responder = responder;
            if (place.Serving.IsGiven())
                throw new TransportException($"Somebody serves in {place.Root} already.");
            if (Directory.Exists(place.Root))
                Directory.Delete(place.Root, recursive: true);
            Directory.CreateDirectory(place.Root);
            _serving = place.Serving.Give();
            _accepting = Task.Factory.StartNew(Accept, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _accepting;
            await Task.WhenAll(_answering.Values);
            Directory.Delete(_place.Root, recursive: true);
            await _serving.DisposeAsync();
            _stop.Dispose();
        }

        private void Accept()
        {
            while (!_stop.Token.WaitHandle.WaitOne(LookEveryMs))
            {
                foreach (var path in Directory.EnumerateFiles(_place.Root, $"*{Place.RingSuffix}"))
                {
                    var initiator = Path.GetFileNameWithoutExtension(path);
                    if (!_answering.ContainsKey(initiator))
                        _answering[initiator] = Task.Factory.StartNew(() => Answer(initiator), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
                }
            }
        }

        private void Answer(string initiator)
        {
            var path = _place.Ring(initiator);
            using var rings = RingPair.Open(path, _place.RingBytes, _place.Wait);
            var patience = new RingPatience(_place.Initiator(initiator), _stop.Token);
            var reply = new byte[1024];
            rings.IsAccepted = true;
            try
            {
                while (true)
                {
                    var message = rings.Read(rings.Requests, patience);
                    if (reply.Length < message.Length)
                        reply = new byte[message.Length];
                    var length = _responder.Respond(message, reply);
                    if (length != IResponder.NoReply)
                        RingPair.Write(rings.Replies, reply.AsSpan(0, length), patience);
                }
            }
            catch (Exception e) when (e is OperationCanceledException or TransportException)
            {
                // Serving ends, or the initiator is gone: the others go on.
                File.Delete(path);
            }
        }
    }

    private sealed class Initiator : IInitiator
    {
        private readonly Traits _traits;
        private readonly Place _place;
        private readonly string _id = Guid.NewGuid().ToString("N");
        private readonly FileStream _alive;
        private readonly RingPair _rings;
        private readonly LifeSign _responder;

        public Initiator(Traits traits, Place place)
        {
            _traits = traits;
            _place = place;
            _responder = place.Serving;
            _alive = place.Initiator(_id).Give();
            // Seen by the responder only when it is whole.
            var making = Path.Combine(place.Root, _id);
            _rings = RingPair.Create(making, place.RingBytes, place.Wait);
            File.Move(making, place.Ring(_id));
            Settings = new Dictionary<string, string>
            {
                ["fileSystem"] = new DriveInfo(place.Root).DriveFormat,
                ["ringBytes"] = place.RingBytes.ToString(CultureInfo.InvariantCulture),
                [Durability.Setting] = Durability.None,
            };
        }

        public bool IsAccepted => _rings.IsAccepted;

        public IReadOnlyDictionary<string, string> Settings { get; }

        public ValueTask<int> ExchangeAsync(ReadOnlyMemory<byte> request, Memory<byte> reply, CancellationToken cancellationToken)
        {
            var patience = new RingPatience(_responder, cancellationToken);
            _traits.CheckPayload(request.Length);
            RingPair.Write(_rings.Requests, request.Span, patience);
            var answer = _rings.Read(_rings.Replies, patience);
            answer.CopyTo(reply.Span);
            return new(answer.Length);
        }

        public ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
        {
            _traits.CheckPayload(message.Length);
            // A ring takes messages that nobody will ever read.
            if (!_responder.IsSeen())
                throw new TransportException("The responder is gone.");
            RingPair.Write(_rings.Requests, message.Span, new RingPatience(_responder, cancellationToken));
            return default;
        }

        public ValueTask DisposeAsync()
        {
            _rings.Dispose();
            _alive.Dispose();
            File.Delete(_alive.Name);
            return default;
        }
    }
}
