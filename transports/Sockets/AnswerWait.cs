using System.Net.Sockets;

namespace InterContainer.Transports.Sockets;

/// <summary>
/// Asking the kernel again for some 30 µs before the thread is given away (<see cref="WaitMode.Adaptive"/>): where an answer is on its way, that is less than it takes to wake a sleeping
/// thread. Who has not just sent expects nothing, and would only take the processor from the sender; and in company, where several connections of a process share its event threads, it
/// would hold up the others. One for each end of a connection.
/// </summary>
internal sealed class AnswerWait : IDisposable
{
    private const int Tries = 30;
    private const int SpinsBetweenTries = 30;

    private static readonly Company OfThisProcess = new();

    private readonly WaitMode _mode;
    private readonly Company _company;
    private bool _isExpected;
    private int _isDisposed;

    /// <param name="mode">How the end waits.</param>
    /// <param name="company">Whose event threads it shares; null: all of this process.</param>
    public AnswerWait(WaitMode mode, Company? company = null)
    {
        _mode = mode;
        _company = company ?? OfThisProcess;
        _company.Join();
    }

    /// <summary>Whether it is worth asking again. Also where the runtime counts one processor: in a container that is a share of time, and the other end runs on another one.</summary>
    public bool IsWorthIt => _mode == WaitMode.Adaptive && _isExpected && !InCompany;

    private bool InCompany => _company.Count > 1;

    /// <summary>Before each try, counted from 0: spins between two of them. False: the time is up.</summary>
    public static bool Again(int tries)
    {
        if (tries > 0)
            Thread.SpinWait(SpinsBetweenTries);
        return tries < Tries;
    }

    /// <summary>Something was sent that may be answered.</summary>
    public void Sent() => _isExpected = true;

    /// <summary>Where it is worth it, asks whether something has come, until it has or the time is up.</summary>
    public void Ask(Socket socket)
    {
        for (var tries = 0; IsWorthIt && Again(tries) && !socket.Poll(0, SelectMode.SelectRead);)
            tries++;
    }

    /// <summary>After a receive. In company the event thread is left to the others, because what goes on may find data again and again.</summary>
    public ValueTask ReceivedAsync()
    {
        _isExpected = false;
        return _mode == WaitMode.Adaptive && InCompany && RuntimeMode.IsEventThread ? LeaveAsync() : default;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            _company.Leave();
    }

    private static async ValueTask LeaveAsync() => await Task.Yield();
}

/// <summary>The ends of connections that share event threads.</summary>
internal sealed class Company
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public void Join() => Interlocked.Increment(ref _count);

    public void Leave() => Interlocked.Decrement(ref _count);
}
