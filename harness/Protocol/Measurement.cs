using System.Text.Json.Serialization;

namespace InterContainer.Protocol;

/// <summary>
/// What one agent saw of a cell. Warm-up is in <see cref="Sent"/> and <see cref="Verified"/>, because every message is verified, and in nothing else.
/// </summary>
public sealed record Measurement
{
    /// <summary>
    /// Of the round trip; null where this agent measured none. Under load it begins at the intended time: the response time, and what was never sent counts
    /// with the time it had waited.
    /// </summary>
    public Distribution? LatencyNs { get; init; }

    /// <summary>Under load, from the moment of sending: the service time. Null elsewhere.</summary>
    public Distribution? ServiceTimeNs { get; init; }

    /// <summary>From initiator to responder, by the clocks of both; null where this agent saw none.</summary>
    public Distribution? ForwardNs { get; init; }

    /// <summary>From responder to initiator, by the clocks of both; null where this agent saw none.</summary>
    public Distribution? BackNs { get; init; }

    /// <summary>Delays that were negative, which proves that the moments were not read from one monotonic clock.</summary>
    public long BeforeSent { get; init; }

    /// <summary>Under load: how many messages were due; null elsewhere.</summary>
    public long? Scheduled { get; init; }

    /// <summary>Under load: how late messages were sent, of those that were; null elsewhere.</summary>
    public Distribution? SendLatenessNs { get; init; }

    /// <summary>
    /// Of a publisher, when each measured message was sent; of a subscriber, when each was sent and came, ns.
    /// In the form of <see cref="MessageTimes"/>; null elsewhere.
    /// </summary>
    public string? Times { get; init; }

    /// <summary>The measured windows, in order; empty where this agent measured none.</summary>
    public IReadOnlyList<Window> Windows { get; init; } = [];

    /// <summary>Messages this agent sent as initiator.</summary>
    public long Sent { get; init; }

    /// <summary>What this agent received and how it checked out.</summary>
    public Verified Verified { get; init; } = new();

    /// <summary>What was still missing when the time for warm-up was up; null: warm-up converged.</summary>
    public string? WarmUpMissed { get; init; }

    /// <summary>How long warm-up took, ns; of the initiator.</summary>
    public long WarmUpNs { get; init; }

    /// <summary>How long the measured windows took, ns; of the initiator.</summary>
    public long MeasuredNs { get; init; }

    /// <summary>What the runtime of this process did during the measured windows; null where nothing was measured.</summary>
    public RuntimeActivity? Runtime { get; init; }

    /// <summary>The speed of the machine just before the cell; null where this agent did not probe it.</summary>
    public MachineProbe? Probe { get; init; }

    /// <summary>Null where nothing was measured.</summary>
    public RoleCost? Cost { get; init; }

    /// <summary>Of several responders, how many of the measured messages each answered, in their order; empty with one.</summary>
    public IReadOnlyList<long> MessagesPerResponder { get; init; } = [];

    /// <summary>What this agent held open at the end of the measured time; null where the platform does not say.</summary>
    public SocketCounts? Sockets { get; init; }

    /// <summary>What was in force, by the transport's word.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    public ClockIdentity Clock { get; init; } = new();
}

/// <summary>A stretch of measuring.</summary>
/// <param name="Messages">Positive: exchanged, or arrived.</param>
/// <param name="ElapsedNs">Positive, of the monotonic clock.</param>
public sealed record Window(long Messages, long ElapsedNs)
{
    /// <summary>The mean time a message.</summary>
    [JsonIgnore]
    public double NsPerMessage => (double)ElapsedNs / Messages;
}

/// <summary>What the .NET runtime of one role did during the measured windows, in addition to running the code.</summary>
/// <param name="CompiledMethods">Methods compiled, background compilations included.</param>
/// <param name="CompileNs">Time spent compiling, of all threads, ns.</param>
/// <param name="GcCount">Garbage collections.</param>
/// <param name="GcPauseNs">Time in which the collector stopped all threads, ns.</param>
/// <param name="AllocatedBytesPerMessage">Bytes allocated on the managed heap, divided by messages; null where nothing was sent.</param>
public sealed record RuntimeActivity(long CompiledMethods, long CompileNs, int GcCount, long GcPauseNs, double? AllocatedBytesPerMessage);

/// <summary>A fixed piece of work, timed just before a cell, so that a slower machine can be seen next to the figure.</summary>
/// <param name="SpinNs">A fixed spinning loop on one thread, ns.</param>
/// <param name="CacheLineNs">Median time for a cache line to pass from one thread to another and back, ns; null with one processor.</param>
/// <param name="WakeUpNs">Median time from waking a sleeping thread until it runs, ns.</param>
public sealed record MachineProbe(double SpinNs, double? CacheLineNs, double WakeUpNs);

/// <summary>The verification of received messages, of one direction.</summary>
public sealed record Verified
{
    /// <summary>Distinct messages that arrived whole.</summary>
    public long Received { get; init; }

    /// <summary>Arrivals of a message that had arrived before.</summary>
    public long Duplicated { get; init; }

    /// <summary>Messages that arrived after one that was sent later.</summary>
    public long Reordered { get; init; }

    /// <summary>Arrivals whose length or check bytes are wrong.</summary>
    public long Corrupted { get; init; }

    /// <summary>Of several directions or initiators together.</summary>
    public static Verified Sum(IEnumerable<Verified> parts) => parts.Aggregate(new Verified(), (sum, part) => new Verified
    {
        Received = sum.Received + part.Received,
        Duplicated = sum.Duplicated + part.Duplicated,
        Reordered = sum.Reordered + part.Reordered,
        Corrupted = sum.Corrupted + part.Corrupted,
    });
}

/// <summary>Whose monotonic clock it was: two agents' times compare only where both parts are equal.</summary>
public sealed record ClockIdentity
{
    /// <summary>Linux boot id; empty where the platform has none.</summary>
    public string BootId { get; init; } = "";

    /// <summary>Linux time namespace; empty where the platform has none.</summary>
    public string TimeNamespace { get; init; } = "";
}
