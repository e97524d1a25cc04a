namespace InterContainer.Transports.Sockets;

/// <summary>How an end waits for its socket.</summary>
internal enum WaitMode
{
    /// <summary>The runtime's event loop wakes a pool thread.</summary>
    Async,

    /// <summary>The kernel wakes the thread that called.</summary>
    Blocking,

    /// <summary>The thread asks the kernel again and again: no wake-up, and a core burnt by each end, idle or not.</summary>
    Spin,
}

/// <summary>The option <c>mode</c> of the socket transports.</summary>
internal static class WaitModes
{
    public static TransportOption Option { get; } = TransportOption.OneOf("mode", "async", "blocking", "spin");

    public static WaitMode Of(Wiring wiring) => wiring.Options["mode"] switch
    {
        "blocking" => WaitMode.Blocking,
        "spin" => WaitMode.Spin,
        _ => WaitMode.Async,
    };
}
