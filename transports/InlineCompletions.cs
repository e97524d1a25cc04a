namespace InterContainer.Transports;

/// <summary>
/// <c>mode=inline</c>, for any transport that offers it: after a socket's event the runtime goes on at once, on the thread that saw it. In every other mode it hands the event to a
/// thread of its pool, which is one more to wake, or to wait for a processor. What goes on inline must never block: every other socket of that thread waits as long.
/// </summary>
/// <remarks>
/// It is in force for a process, from its first socket on, and not on Windows: <c>DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS</c> of
/// https://learn.microsoft.com/dotnet/core/tools/dotnet-environment-variables. So the agent, whose process has one transport, puts it in force, and no transport does.
/// </remarks>
public static class InlineCompletions
{
    /// <summary>The option's name: how an end waits.</summary>
    public const string OptionName = "mode";

    /// <summary>The option's value.</summary>
    public const string Mode = "inline";

    /// <summary>Whether the caller is on a thread that sees sockets' events. Right after an await that had to wait for a socket it says whether this is in force.</summary>
    public static bool IsEventThread => Thread.CurrentThread.Name == ".NET Sockets";

    /// <summary>Puts in force what was chosen. Too late where the process has had a socket.</summary>
    public static void Apply(IReadOnlyDictionary<string, string> options) =>
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", options.GetValueOrDefault(OptionName) == Mode ? "1" : "0");
}
