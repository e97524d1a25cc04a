namespace InterContainer.Transports.Sockets;

/// <summary>How an end waits for its socket.</summary>
internal enum WaitMode
{
    /// <summary>The runtime's event loop wakes a pool thread, or goes on itself (<see cref="InlineCompletions"/>).</summary>
    Async,

    /// <summary>The kernel wakes the thread that called.</summary>
    Blocking,

    /// <summary>The thread asks the kernel again and again: no wake-up, and a core burnt by each end, idle or not.</summary>
    Spin,

    /// <summary>Asks the kernel again for some 30 µs, then as <see cref="Async"/>.</summary>
    Adaptive,
}

/// <summary>The option <c>mode</c> of the socket transports.</summary>
internal static class WaitModes
{
    /// <summary>Of streams.</summary>
    public static TransportOption Option { get; } = TransportOption.OneOf(InlineCompletions.OptionName, "async", "blocking", "spin", "adaptive", InlineCompletions.Mode);

    /// <summary>Of datagrams.</summary>
    public static TransportOption DatagramOption { get; } = TransportOption.OneOf(InlineCompletions.OptionName, "async", "blocking", "spin");

    public static WaitMode Of(Wiring wiring) => wiring.Options[InlineCompletions.OptionName] switch
    {
        "blocking" => WaitMode.Blocking,
        "spin" => WaitMode.Spin,
        "adaptive" => WaitMode.Adaptive,
        _ => WaitMode.Async,
    };
}
