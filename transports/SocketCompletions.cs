namespace InterContainer.Transports;

/// <summary>
/// The option <c>completions</c>: where the runtime goes on after a socket's event. <c>pool</c>, its own default, hands every event to a thread of the pool. <c>inline</c>
/// goes on at once, on the thread that saw it: one thread to wake in place of two, but what follows an await must never block there, because every other socket waits as long.
/// </summary>
/// <remarks>
/// It is a process's and not a socket's, is read before the first socket, and does nothing on Windows: <c>DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS</c> of
/// https://learn.microsoft.com/dotnet/core/tools/dotnet-environment-variables. So the agent puts it in force, whose process has one transport; elsewhere it is <c>pool</c>.
/// </remarks>
public static class SocketCompletions
{
    /// <summary>The name of the option, and of the setting that says what is in force.</summary>
    public const string Name = "completions";

    private const string Inline = "inline";
    private const string Pool = "pool";

    /// <summary>For a transport that never blocks after an await of a socket, and is the better for it.</summary>
    public static TransportOption InlineOption { get; } = TransportOption.OneOf(Name, Inline, Pool);

    /// <summary>Whether the caller is on the thread that sees sockets' events.</summary>
    public static bool IsEventThread => Thread.CurrentThread.Name == ".NET Sockets";

    /// <summary>What is in force, read right after an await of a socket that had to wait.</summary>
    public static string InForce => IsEventThread ? Inline : Pool;

    /// <summary>Puts what was chosen in force, where the transport has the option and this process has had no socket yet.</summary>
    public static void Apply(IReadOnlyDictionary<string, string> options)
    {
        if (options.TryGetValue(Name, out var chosen))
            Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", chosen == Inline ? "1" : "0");
    }
}
