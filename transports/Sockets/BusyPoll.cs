using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace InterContainer.Transports.Sockets;

/// <summary>
/// Busy polling for some 30 µs with <see cref="WaitMode.Adaptive"/>, before the thread sleeps in the kernel: where the other end is awake, that is less
/// than it takes to wake a sleeping thread. Where it sleeps, polling is in its way: a thread that goes to sleep leaves a processor that is awake, and one
/// that polls leaves the halted one. So an end polls only while messages follow one another closely, and an end that has not just sent expects nothing.
/// Several connections of a process would take the processor from each other. Other work may leave one processor for both ends. Then an end that polls
/// keeps it from the end that is to answer. So after some misses an end sleeps at once, and tries again at the beginning of each 512 messages, as the other end
/// does then. One for each end of a connection.
/// </summary>
internal sealed class BusyPoll : IDisposable
{
    private const int Tries = 30;
    private const int SpinsBetweenTries = 30;

    // A thread that waits in the kernel is not told that its socket was disposed of; it wakes now and then.
    private const int LookUpMicroseconds = 250_000;

    private static readonly EndCount OfThisProcess = new();

    // An initiator that paused for longer finds the responder asleep.
    private static readonly long ShortPause = Stopwatch.Frequency / 20_000;

    // A responder's wait has its own waking up in it.
    private static readonly long ShortWait = Stopwatch.Frequency / 5_000;

    // So many in a row: fewer happen by chance.
    private const int MostMisses = 16;

    // Of so many messages the first few are polled for in any case: less than a hundredth, so that it is not in p99.
    private const int Period = 512;
    private const int Trials = 4;

    private readonly WaitMode _mode;
    private readonly bool _asks;
    private readonly EndCount _ends;
    private readonly Func<long> _now;
    private readonly Completions _completions = new();
    private bool _isAnswerExpected;
    private long _sentAt = -Stopwatch.Frequency;
    private long _receivedAt = -Stopwatch.Frequency;
    private long _waited = Stopwatch.Frequency;
    private uint _sent;
    private int _misses;
    private int _isDisposed;

    /// <param name="mode">How the end waits.</param>
    /// <param name="asks">Whether it is an initiator's: what it sends is answered at once. A responder's has to wait for the next question.</param>
    /// <param name="ends">Those that share its processors; null: all of this process.</param>
    /// <param name="now">The time in ticks of <see cref="Stopwatch"/>; null: now.</param>
    public BusyPoll(WaitMode mode, bool asks, EndCount? ends = null, Func<long>? now = null)
    {
        _mode = mode;
        _asks = asks;
        _now = now ?? Stopwatch.GetTimestamp;
        _ends = ends ?? OfThisProcess;
        _ends.Add(1);
    }

    /// <summary>
    /// Whether to poll. Also where the runtime counts one processor: in a container that is a share of time, and the other end runs on another one.
    /// </summary>
    public bool IsWorthIt => _mode == WaitMode.Adaptive && _isAnswerExpected && !IsShared && !IsFutile;

    private bool IsShared => _ends.Count > 1;

    private bool IsFutile => _misses >= MostMisses && _sent % Period >= Trials;

    /// <summary>Before each try, counted from 0: spins between two of them. False: the time is up.</summary>
    public static bool Again(int tries)
    {
        if (tries > 0)
            Thread.SpinWait(SpinsBetweenTries);
        return tries < Tries;
    }

    /// <summary>Something was sent that may be answered.</summary>
    public void Sent()
    {
        if (_mode != WaitMode.Adaptive)
            return;
        _sent++;
        _sentAt = _now();
        _isAnswerExpected = _asks ? _sentAt - _receivedAt < ShortPause : _waited < ShortWait;
    }

    /// <summary>Something has come.</summary>
    public void Received()
    {
        if (_mode != WaitMode.Adaptive)
            return;
        _isAnswerExpected = false;
        _receivedAt = _now();
        _waited = _receivedAt - _sentAt;
    }

    /// <summary>The time was up, or something has come before.</summary>
    public void Polled(bool hasCome) => _misses = hasCome ? 0 : _misses + 1;

    /// <summary>Where it is worth it, polls until there is something to receive or the time is up.</summary>
    public void Poll(Socket socket)
    {
        if (!IsWorthIt)
            return;
        var hasCome = false;
        for (var tries = 0; !hasCome && Again(tries); tries++)
            hasCome = socket.Poll(0, SelectMode.SelectRead);
        Polled(hasCome);
    }

    /// <summary>Sleeps in the kernel until there is something to receive, or room to send; now and then it returns without.</summary>
    /// <param name="socket">Not blocking.</param>
    /// <param name="wanted">To receive, or to send.</param>
    /// <exception cref="ObjectDisposedException">It was disposed of.</exception>
    public static void Sleep(Socket socket, SelectMode wanted) => socket.Poll(LookUpMicroseconds, wanted);

    /// <summary>Awaits what is sent or received.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> AwaitAsync(ValueTask<int> transfer)
    {
        var waits = !transfer.IsCompleted;
        var count = await transfer;
        if (waits)
            _completions.See();
        return count;
    }

    /// <summary>The settings of an end, with what was seen since.</summary>
    public IReadOnlyDictionary<string, string> AddTo(IReadOnlyDictionary<string, string> settings) => _completions.AddTo(settings);

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            _ends.Add(-1);
    }
}

/// <summary>How many ends of connections share processors.</summary>
internal sealed class EndCount
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Add(int ends) => Interlocked.Add(ref _count, ends);
}
