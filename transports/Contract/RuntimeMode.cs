using System.Globalization;

namespace InterContainer.Transports;

/// <summary>
/// The option <c>mode</c>, for any transport that offers it: which thread goes on when a socket has something. It is in force for a process, from its first
/// socket and its first pool thread on. So the agent, whose process has one transport, puts it in force, and no transport does.
/// </summary>
public static class RuntimeMode
{
    /// <summary>The option's name.</summary>
    public const string OptionName = "mode";

    /// <summary>
    /// As the runtime is: the thread that sees sockets' events hands each to a thread of the pool, which is one more to wake, or to wait for a processor.
    /// </summary>
    public const string Async = "async";

    /// <summary>The thread that sees the event goes on at once. What goes on there must never block: every other socket of that thread waits as long.</summary>
    public const string Inline = "inline";

    /// <summary>
    /// Of a transport that offers it: where it has just sent something that is answered it asks the kernel again for some tens of µs; then its thread
    /// sleeps until the kernel wakes it.
    /// </summary>
    public const string Adaptive = "adaptive";

    /// <summary>
    /// As the runtime is, but its pool keeps to one thread for each end of the process. For a library that hands a message from one task to the next. Each
    /// would wake a second thread that finds nothing to do. A pool that is blocked still gets more.
    /// </summary>
    public const string SingleThread = "single";

    /// <summary>
    /// Whether the caller is on a thread that sees sockets' events. Right after an await that had to wait for a socket it says whether <see cref="Inline"/> is
    /// in force.
    /// </summary>
    public static bool IsEventThread => Thread.CurrentThread.Name == ".NET Sockets";

    /// <summary>How many threads the pool keeps ready, as it says itself.</summary>
    public static int PoolThreads
    {
        get
        {
            ThreadPool.GetMinThreads(out var workers, out _);
            return workers;
        }
    }

    /// <summary>Puts in force what was chosen. Too late where the process has had a socket or used the pool.</summary>
    /// <param name="options">The transport's.</param>
    /// <param name="ends">How many initiators or responders the process has.</param>
    /// <remarks>
    /// Inline completions, not on Windows: https://learn.microsoft.com/dotnet/core/tools/dotnet-environment-variables. The pool's settings:
    /// https://learn.microsoft.com/dotnet/core/runtime-config/threading, and dotnet/runtime's PortableThreadPool.HillClimbing.cs for the one that makes it try
    /// more threads.
    /// </remarks>
    public static void Apply(IReadOnlyDictionary<string, string> options, int ends)
    {
        var mode = options.GetValueOrDefault(OptionName);
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", mode is Inline ? "1" : "0");
        if (mode != SingleThread)
            return;
        AppContext.SetData("System.Threading.ThreadPool.MinThreads", ends.ToString(CultureInfo.InvariantCulture));
        AppContext.SetData("System.Threading.ThreadPool.HillClimbing.Disable", "true");
    }
}
