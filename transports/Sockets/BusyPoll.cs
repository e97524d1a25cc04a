using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace InterContainer.Transports.Sockets;

/// <summary>
/// Receiving in the runtime's event loop, and with <see cref="WaitMode.Adaptive"/> busy polling for some 30 µs first: where an answer is on its way, that is less than it takes to wake a
/// sleeping thread. Who has not just sent expects nothing, and would only take the processor from the sender; and where several connections of a process share its event threads, it would
/// hold up the others. One for each end of a connection.
/// </summary>
internal sealed class BusyPoll : IDisposable
{
    private const int Tries = 30;
    private const int SpinsBetweenTries = 30;

    private static readonly EndCount OfThisProcess = new();

    private readonly WaitMode _mode;
    private readonly EndCount _ends;
    private readonly Completions _completions = new();
    private bool _isAnswerExpected;
    private int _isDisposed;

    /// <param name="mode">How the end waits.</param>
    /// <param name="ends">Those that share its event threads; null: all of this process.</param>
    public BusyPoll(WaitMode mode, EndCount? ends = null)
    {
        _mode = mode;
        _ends = ends ?? OfThisProcess;
        _ends.Add(1);
    }

    /// <summary>Whether to poll. Also where the runtime counts one processor: in a container that is a share of time, and the other end runs on another one.</summary>
    public bool IsWorthIt => _mode == WaitMode.Adaptive && _isAnswerExpected && !IsShared;

    private bool IsShared => _ends.Count > 1;

    /// <summary>Before each try, counted from 0: spins between two of them. False: the time is up.</summary>
    public static bool Again(int tries)
    {
        if (tries > 0)
            Thread.SpinWait(SpinsBetweenTries);
        return tries < Tries;
    }

    /// <summary>Something was sent that may be answered.</summary>
    public void Sent() => _isAnswerExpected = true;

    /// <summary>Something has come.</summary>
    public void Received() => _isAnswerExpected = false;

    /// <summary>Where it is worth it, polls until there is something to receive or the time is up.</summary>
    public void Poll(Socket socket)
    {
        for (var tries = 0; IsWorthIt && Again(tries) && !socket.Poll(0, SelectMode.SelectRead);)
            tries++;
    }

    /// <summary>Awaits what is sent or received. An event thread that is shared is left to the others, because what goes on may find data or room again and again.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> AwaitAsync(ValueTask<int> transfer)
    {
        var waits = !transfer.IsCompleted;
        var count = await transfer;
        if (_mode == WaitMode.Adaptive && IsShared && RuntimeMode.IsEventThread)
            await Task.Yield();
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

/// <summary>How many ends of connections share event threads.</summary>
internal sealed class EndCount
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Add(int ends) => Interlocked.Add(ref _count, ends);
}
