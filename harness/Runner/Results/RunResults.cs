using System.Text.Json.Serialization;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Transports;

namespace InterContainer.Runner.Results;

/// <summary>The contents of <c>results.json</c>. Unknown fields are ignored by readers.</summary>
public sealed record RunResults
{
    /// <summary>What is written; <see cref="SchemaOne"/> is still read.</summary>
    public const int CurrentSchema = 2;

    public int Schema { get; init; } = CurrentSchema;

    public required RunInfo Run { get; init; }

    public IReadOnlyList<CellResult> Results { get; init; } = [];

    /// <summary>What the transports could carry, where a run looked for that.</summary>
    public IReadOnlyList<Capacity> Capacities { get; init; } = [];

    /// <summary>Our figures with those of native tools; empty where the run was not calibrated.</summary>
    public IReadOnlyList<CalibrationRow> Calibration { get; init; } = [];
}

/// <summary>A run and the machine it was made on.</summary>
public sealed record RunInfo
{
    public required string Id { get; init; }

    public required DateTime StartedUtc { get; init; }

    /// <summary>Null while the run goes on, and where it was interrupted.</summary>
    public DateTime? FinishedUtc { get; init; }

    /// <summary>As it can be given again.</summary>
    public required string Command { get; init; }

    public required string Version { get; init; }

    public required HostInfo Host { get; init; }

    /// <summary>What was to be measured; null of a calibration alone, and in files of before plans were recorded.</summary>
    public PlanInfo? Plan { get; init; }

    /// <summary>When the run went on after an interruption, UTC, in order; empty of one that was measured at once.</summary>
    public IReadOnlyList<DateTime> Resumed { get; init; } = [];

    /// <summary>The runs that this one was merged from, in the order in which they began; empty of one that was measured.</summary>
    public IReadOnlyList<MergedRun> Merged { get; init; } = [];

    /// <summary>Whether rounds stand in runs, which are then what figures and intervals are of.</summary>
    [JsonIgnore]
    public bool IsMerged => Merged.Count > 0;
}

/// <summary>A run that stands in a merged one; its rounds name its id. The members are those of <see cref="RunInfo"/> and its plan.</summary>
public sealed record MergedRun(string Id, DateTime StartedUtc, DateTime FinishedUtc, string Command, uint Seed, int Rounds)
{
    public IReadOnlyList<DateTime> Resumed { get; init; } = [];
}

/// <summary>
/// A cell with what was measured, what it cost and how it ended. Its figures are functions of its rounds' own figures; <see cref="CellFigures"/> states them.
/// </summary>
public sealed record CellResult
{
    /// <summary>Name, and those options that differ from their defaults.</summary>
    public required string Transport { get; init; }

    public required Family Family { get; init; }

    public required Scenario Scenario { get; init; }

    public required int PayloadBytes { get; init; }

    public required Isolation Isolation { get; init; }

    public required Status Status { get; init; }

    /// <summary>Null when ok; else what a person can act on.</summary>
    public string? Reason { get; init; }

    public int Initiators { get; init; } = 1;

    /// <summary>How many requests each initiator had under way at once; in a stream, how many sends.</summary>
    public int InFlight { get; init; } = 1;

    /// <summary>How many shared the load.</summary>
    public int Responders { get; init; } = 1;

    /// <summary>How many got every message; null outside <c>fan-out</c>.</summary>
    public int? Subscribers { get; init; }

    /// <summary>Of several responders, how many measured messages each answered, in their order; empty with one.</summary>
    public IReadOnlyList<long> MessagesPerResponder { get; init; } = [];

    /// <summary>What each role held open when the measured time ended, as the kernel lists it; null where not measured.</summary>
    public RoleSockets? Sockets { get; init; }

    /// <summary>Where and within what the pair lived.</summary>
    public Conditions Conditions { get; init; } = Conditions.Default;

    /// <summary>Messages per second; null outside <c>load</c> and <c>fan-out</c>.</summary>
    public double? OfferedRate { get; init; }

    /// <summary>When they were due; null as <see cref="OfferedRate"/>.</summary>
    public Arrivals? Arrivals { get; init; }

    /// <summary>How many were due in the measured time; null as <see cref="OfferedRate"/>.</summary>
    public long? Scheduled { get; init; }

    /// <summary>How long nothing was sent before each message, ms; null outside <c>wake</c>.</summary>
    public int? SilenceMs { get; init; }

    /// <summary>Null for transports that do not poll.</summary>
    public double? PollIntervalMs { get; init; }

    /// <summary>
    /// Of the round trip; under <c>load</c> from the intended time (response time), of <c>connect</c> from nothing to the first reply, of <c>fan-out</c> from
    /// the send until the last subscriber has it. Null where none was measured.
    /// </summary>
    public DistributionSummary? LatencyNs { get; init; }

    /// <summary>Under <c>load</c>, from the actual time of sending (service time); null elsewhere.</summary>
    public DistributionSummary? ServiceTimeNs { get; init; }

    /// <summary>Under <c>load</c> and <c>fan-out</c>, from the intended time to that of sending: how late the sender was; null elsewhere.</summary>
    public DistributionSummary? SendLatenessNs { get; init; }

    /// <summary>From initiator to responder, of <c>fan-out</c> to each subscriber; null where not measured, or where a flag says why it cannot be.</summary>
    public DistributionSummary? OneWayRequestNs { get; init; }

    /// <summary>From responder to initiator; null as <see cref="OneWayRequestNs"/>, and in a stream.</summary>
    public DistributionSummary? OneWayReplyNs { get; init; }

    /// <summary>Null where no window was measured, and where nothing was sent.</summary>
    public Throughput? Throughput { get; init; }

    public Counts? Counts { get; init; }

    /// <summary>Those that came to their end, in order: what tells how much figures vary between fresh pairs.</summary>
    public IReadOnlyList<RoundResult> Rounds { get; init; } = [];

    /// <summary>What the runtime of each role did in the measured windows of all rounds; null where not known.</summary>
    public RoleRuntimes? Agents { get; init; }

    /// <summary>What a file of schema 1 has in place of the rounds' distributions; null in all others.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PooledDistributions? Pooled { get; init; }

    /// <summary>Null where not measured.</summary>
    public Costs? Cost { get; init; }

    /// <summary>What the machine did meanwhile, in the worst round; null where it does not say.</summary>
    public Interference? Interference { get; init; }

    /// <summary>How many rounds were measured again because the machine disturbed them too much; of two tries the calmer one counts.</summary>
    public int Retries { get; init; }

    /// <summary>The wire format of one exchange; null where it was not captured, and in files older than this field.</summary>
    public Capture? Capture { get; init; }

    /// <summary>How long warm-up took in all rounds together, ns.</summary>
    public long WarmUpNs { get; init; }

    /// <summary>How long the measured windows took in all rounds together, ns.</summary>
    public long MeasuredNs { get; init; }

    /// <summary>What the transport guarantees; null in files of before there were any.</summary>
    public Guarantees? Guarantees { get; init; }

    /// <summary>What it needed in addition to the two ends; null in files from before 0.2.</summary>
    public IReadOnlyList<ServiceInfo>? Services { get; init; }

    /// <summary>The largest message that the transport carries, bytes; null in files of before it was told.</summary>
    public int? MaxPayloadBytes { get; init; }

    /// <summary>Whether a broker or a database server took part.</summary>
    [JsonIgnore]
    public bool UsesService => Services is { } services ? services.Count > 0 : Guarantees?.SurvivesServiceRestart is not null || Cost?.Service is not null;

    /// <summary>Whether a message broker took part.</summary>
    [JsonIgnore]
    public bool UsesBroker => Services?.Any(service => service.Kind == ServiceKind.Broker) ?? Family == Family.Mqtt;

    /// <summary>Role → name@digest of what ran; empty without containers.</summary>
    public IReadOnlyDictionary<string, string> Images { get; init; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>What tells this cell from the others of a run.</summary>
    [JsonIgnore]
    public CellKey Key => new(Transport, Scenario, PayloadBytes, Initiators, Responders, OfferedRate)
    {
        Conditions = Conditions,
        InFlight = InFlight,
        SilenceMs = SilenceMs,
        Subscribers = Subscribers,
    };

    /// <summary>Whether it had as many in flight as its scenario has by itself: one request, and in a stream what the transport takes.</summary>
    [JsonIgnore]
    public bool HasOrdinaryInFlight => InFlight == 1 || Scenario == Scenario.Stream;

    /// <summary>
    /// Whether transport, scenario and payload say all: one initiator, one request in flight, one responder, no rate of its own, no silence, no limits.
    /// </summary>
    [JsonIgnore]
    public bool IsPlain =>
        this is { Initiators: 1, HasOrdinaryInFlight: true, Responders: 1, OfferedRate: null, SilenceMs: null, Conditions.IsDefault: true };

    /// <summary>What a reader should know before trusting the figures; empty when nothing.</summary>
    public IReadOnlyList<Flag> Flags { get; init; } = [];

    /// <summary>Whether a load was more than the transport could hold, which its plan allowed.</summary>
    [JsonIgnore]
    public bool IsSaturated => Flags.Any(flag => flag.Code == FlagCodes.Saturated);
}

/// <summary>Identifies a cell within a run.</summary>
public sealed record CellKey(
    string Transport, Scenario Scenario, int PayloadBytes, int Initiators, int Responders, double? OfferedRate)
{
    /// <summary>As of the cell.</summary>
    public Conditions Conditions { get; init; } = Conditions.Default;

    public int InFlight { get; init; } = 1;

    /// <summary>As of the cell.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? SilenceMs { get; init; }

    /// <summary>Null outside <c>fan-out</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Subscribers { get; init; }
}

/// <summary>How the two ends are isolated.</summary>
public enum Isolation
{
    Container,
    Process,

    /// <summary>Pods of a cluster.</summary>
    Kubernetes,
}

/// <summary>How a cell ended.</summary>
public enum Status
{
    Ok,

    /// <summary>It did not end.</summary>
    Failed,

    /// <summary>It was not tried, for a stated reason.</summary>
    Skipped,

    /// <summary>It ran, but the evidence cannot be trusted.</summary>
    Invalid,
}

/// <summary>The delivery traits of a transport, which the contract tests verify; see <see cref="Traits"/>.</summary>
/// <param name="SurvivesServiceRestart">Null: there is no service.</param>
public sealed record Guarantees(
    Delivery Delivery, bool Ordered, OverloadBehaviour OverloadBehaviour, bool SurvivesResponderRestart, bool? SurvivesServiceRestart)
{
    /// <summary>Null in files of before there was any.</summary>
    public LoadSharing? LoadSharing { get; init; }

    /// <summary>Whether a send waits for its answer; null in files of before it was told.</summary>
    public bool? StopAndWait { get; init; }

    /// <summary>Null in files of before there was any.</summary>
    public FanOut? FanOut { get; init; }

    /// <summary>Whether each message arrives once while nothing fails.</summary>
    [JsonIgnore]
    public bool IsOnce => Delivery is Delivery.ExactlyOnce or Delivery.ExactlyOnceWhileConnected;

    public static Guarantees Of(Traits traits) =>
        new(traits.Delivery, traits.Ordered, traits.OverloadBehaviour, traits.SurvivesResponderRestart, traits.SurvivesServiceRestart)
        {
            LoadSharing = traits.LoadSharing,
            FanOut = traits.FanOut,
            StopAndWait = traits.StopAndWait,
        };
}

public sealed record Throughput(double MessagesPerSecond, double BytesPerSecond);

/// <summary>Of every message sent, warm-up included.</summary>
public sealed record Counts(long Sent, long Received, long Lost, long Duplicated, long Reordered, long Corrupted);

/// <summary>What a cell used, per role; null where a role did not take part or could not be measured.</summary>
public sealed record Costs(RoleCost? Initiator, RoleCost? Responder, RoleCost? Service);

/// <summary>Sockets of a cell, per role; null where a role has none to count, or where they cannot be seen.</summary>
public sealed record RoleSockets(SocketCounts? Initiator, SocketCounts? Responder, SocketCounts? Service);
