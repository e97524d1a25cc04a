namespace InterContainer.Transports.Sockets;

/// <summary>How an end waits for its socket.</summary>
internal enum WaitMode
{
    /// <summary>In the runtime's event loop, which wakes a pool thread, or goes on itself (<see cref="RuntimeMode"/>).</summary>
    Async,

    /// <summary>The kernel wakes the thread that called.</summary>
    Blocking,

    /// <summary>The thread asks the kernel again and again: no wake-up, and a core burnt by each end, idle or not.</summary>
    Spin,

    /// <summary>As <see cref="Blocking"/>, but while an answer is on its way it asks the kernel again first (<see cref="BusyPoll"/>).</summary>
    Adaptive,
}

/// <summary>The option <c>mode</c> of the socket transports.</summary>
internal static class WaitModes
{
    public static TransportOption Option { get; } =
        TransportOption.OneOf(RuntimeMode.OptionName, RuntimeMode.Adaptive, RuntimeMode.Async, RuntimeMode.Inline, "blocking", "spin");

    public static WaitMode Of(PairEndpoints endpoints) => endpoints.Options[RuntimeMode.OptionName] switch
    {
        "blocking" => WaitMode.Blocking,
        "spin" => WaitMode.Spin,
        RuntimeMode.Adaptive => WaitMode.Adaptive,
        _ => WaitMode.Async,
    };

    /// <summary>Whether the thread is given away.</summary>
    public static bool IsAsynchronous(this WaitMode mode) => mode == WaitMode.Async;
}
