using System.Text.Json.Serialization;
using InterContainer.Transports;

namespace InterContainer.Protocol;

/// <summary>One transport × one scenario × its parameters.</summary>
public sealed record Cell
{
    /// <summary>Name and chosen options: <c>file-poll:interval=10ms</c>.</summary>
    public required string Transport { get; init; }

    public Scenario Scenario { get; init; } = Scenario.RoundTrip;

    /// <summary>Bytes of each message, header included: at least <see cref="MinPayloadBytes"/>.</summary>
    public int PayloadBytes { get; init; } = 64;

    public Timing Timing { get; init; } = new();

    /// <summary>How many initiators take part at once, each with its own connection: 1 to <see cref="MaxInitiators"/>.</summary>
    public int Initiators { get; init; } = 1;

    /// <summary>
    /// How many requests each initiator has under way at once, on its one connection: 1 to <see cref="MaxInFlight"/>. In a stream, how many sends.
    /// </summary>
    public int InFlight { get; init; } = 1;

    /// <summary>How many requests are under way at once, of all initiators: at most <see cref="MaxWorkers"/>.</summary>
    [JsonIgnore]
    public int Workers => Initiators * InFlight;

    /// <summary>How many responders share the load: 1 to <see cref="MaxResponders"/>. A stream has one, because its acknowledgements speak for one.</summary>
    public int Responders { get; init; } = 1;

    /// <summary>Of a <see cref="Scenario.FanOut"/>, how many get every message: 1 to <see cref="MaxSubscribers"/>. Elsewhere 1, without a meaning.</summary>
    public int Subscribers { get; init; } = 1;

    /// <summary>How many ends answer or receive, each an agent of its own.</summary>
    [JsonIgnore]
    public int ServingEnds => Scenario == Scenario.FanOut ? Subscribers : Responders;

    /// <summary>
    /// Whether the sender of a <see cref="Scenario.Load"/> spins until a message is due, which keeps its processor awake; else it sleeps, as a service
    /// does.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool SenderSpins { get; init; }

    /// <summary>Messages a second, positive: of a <see cref="Scenario.Load"/> by all initiators, of a <see cref="Scenario.FanOut"/> by the publisher.</summary>
    public double? OfferedRate { get; init; }

    /// <summary>For <see cref="Scenario.Load"/> and <see cref="Scenario.FanOut"/>.</summary>
    public Arrivals Arrivals { get; init; } = Arrivals.Constant;

    /// <summary>For <see cref="Scenario.Wake"/>: how long nothing is sent before each message, ms, from 1 to <see cref="MaxSilenceMs"/>.</summary>
    public int? SilenceMs { get; init; }

    /// <summary>For <see cref="Scenario.Wake"/>: how long nothing is sent in all, ms; 0 elsewhere.</summary>
    [JsonIgnore]
    public long SilentMs => SilenceMs is { } silenceMs ? (long)silenceMs * Timing.WakeUps : 0;

    /// <summary>Whether its connections serve other cells as well: they are made once, and messages flow on them.</summary>
    [JsonIgnore]
    public bool KeepsConnections => Scenario is Scenario.RoundTrip or Scenario.Stream or Scenario.Load or Scenario.Wake;

    /// <summary>Each may hold a thread.</summary>
    public const int MaxInitiators = 64;

    /// <summary>What most transports take.</summary>
    public const int MaxInFlight = Traits.ManyInFlight;

    /// <summary>Each holds some megabyte of histograms.</summary>
    public const int MaxWorkers = 256;

    /// <summary>How many sends of a stream are under way where each waits for its answer: as many as HTTP clients have under load.</summary>
    public const int StreamInFlight = 32;

    /// <summary>Each is a container of its own.</summary>
    public const int MaxResponders = 16;

    /// <summary>A connection that is silent for longer is one that many ends close.</summary>
    public const int MaxSilenceMs = 60_000;

    /// <summary>Each is a container of its own.</summary>
    public const int MaxSubscribers = 16;

    /// <summary>The most messages that a fan-out publishes while it is measured: each subscriber tells of each when it came.</summary>
    public const int MaxPublished = 100_000;

    /// <summary>The room that sequence, time and check bytes take in each message.</summary>
    public const int MinPayloadBytes = 24;
}

/// <summary>What is done with a transport.</summary>
public enum Scenario
{
    /// <summary>Closed loop: a request, its reply of the same size, the next request.</summary>
    RoundTrip,

    /// <summary>One way, saturating, with back-pressure; the rate is what arrived.</summary>
    Stream,

    /// <summary>Open loop: requests at the times of a schedule, whatever has become of the earlier ones; latency from the intended time.</summary>
    Load,

    /// <summary>From nothing to the first reply, again and again, each time with a new initiator.</summary>
    Connect,

    /// <summary>Connected, and nothing sent.</summary>
    Idle,

    /// <summary>Connected and silent, then one message; again and again.</summary>
    Wake,

    /// <summary>One way, at the times of a schedule: one publisher, and subscribers that each get every message; from the send until the last has it.</summary>
    FanOut,
}

/// <summary>When messages of <see cref="Scenario.Load"/> and <see cref="Scenario.FanOut"/> are due.</summary>
public enum Arrivals
{
    /// <summary>Evenly spaced.</summary>
    Constant,

    /// <summary>As of many independent senders: exponential times between them, the same in every run.</summary>
    Poisson,
}

/// <summary>How long a cell warms up and is measured. Times in milliseconds, positive.</summary>
public sealed record Timing
{
    // The kernel hands out a limit of CPU time in periods of 100 ms (sched-bwc.rst), so a shorter window would be of a part of one, used up or not.
    private const int LimitedWindowMs = 200;

    /// <summary>The timing for ends whose CPU time is limited: windows of whole periods, and a warm-up as much longer.</summary>
    public Timing WithinLimit() =>
        this with { WindowMs = Math.Max(WindowMs, LimitedWindowMs), MaxWarmUpMs = MaxWarmUpMs * Math.Max(1, LimitedWindowMs / WindowMs) };

    /// <summary>Length of a window. A window holds at least one message, however long that takes.</summary>
    public int WindowMs { get; init; } = 100;

    /// <summary>
    /// Length of a window of warm-up, ns: half of a measured one, because warm-up ends sooner where the windows that have to be quiet are shorter.
    /// </summary>
    [JsonIgnore]
    public long WarmUpWindowNs => WindowMs * 1_000_000L / 2;

    /// <summary>Length of a measured window, ns.</summary>
    [JsonIgnore]
    public long WindowNs => WindowMs * 1_000_000L;

    /// <summary>Warm-up is at least this long, and not above <see cref="MaxWarmUpMs"/>; 0: it ends when the code is warm.</summary>
    public int MinWarmUpMs { get; init; }

    /// <summary>Warm-up ends here even where the code is not warm, which is a flag.</summary>
    public int MaxWarmUpMs { get; init; } = 6000;

    /// <summary>The least number of measured windows.</summary>
    public int MinWindows { get; init; } = 10;

    /// <summary>
    /// The bound for a noisy cell. A stream is always measured for this many windows. One that is not stationary by then is measured for up to half as many
    /// more.
    /// </summary>
    public int MaxWindows { get; init; } = 20;

    /// <summary>The bound for one that is not stationary.</summary>
    [JsonIgnore]
    public int MostWindows => MaxWindows + (MaxWindows / 2);

    /// <summary>For <see cref="Scenario.Idle"/>: how long nothing is sent while it is measured.</summary>
    public int IdleMs { get; init; } = 2000;

    /// <summary>For <see cref="Scenario.Wake"/>: how many messages are measured, each after a silence.</summary>
    public int WakeUps { get; init; } = 10;
}
