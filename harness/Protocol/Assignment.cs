using System.Text.Json.Serialization;
using InterContainer.Transports;

namespace InterContainer.Protocol;

/// <summary>
/// What one agent is told: the cell, the role it plays in it, and where the ends meet. Comes as JSON in the environment variable <c>ASSIGNMENT</c>.
/// </summary>
public sealed record Assignment
{
    public const string Variable = "ASSIGNMENT";

    /// <summary>In place of the JSON: it is the first line of standard input, so that what holds it need not be known to who starts the agent.</summary>
    public const string FromInput = "-";

    /// <summary>On standard input, where a launcher cannot close that: the agent is to end. Any other byte tells it to go on. It is ASCII's EOT.</summary>
    public const char EndOfTransmission = '\u0004';

    public required Role Role { get; init; }

    /// <summary>Null for a service, which serves many cells.</summary>
    public Cell? Cell { get; init; }

    /// <summary>
    /// Cells that are played after the first one, with the same connections, each with a warm-up and edges of its own: they differ in scenario, rate and
    /// silence, not in transport, payload, initiators, requests in flight and responders. At most <see cref="MaxCells"/> in all.
    /// </summary>
    public IReadOnlyList<Cell> MoreCells { get; init; } = [];

    /// <summary>What a message's header has room for.</summary>
    public const int MaxCells = 32;

    public required PairEndpoints Endpoints { get; init; }

    /// <summary>
    /// For an initiator: the moreEndpoints of the other responders, where each has a channel of its own. Initiators are connected to one after the other, in
    /// turn.
    /// </summary>
    public IReadOnlyList<PairEndpoints> MoreEndpoints { get; init; } = [];

    /// <summary>The name of the service that is played; null: the role is an end's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Service { get; init; }

    /// <summary>Paths of plug-ins, as the agent sees them.</summary>
    public IReadOnlyList<string> Plugins { get; init; } = [];

    /// <summary>What an tester does; an agent that plays both ends examines where it is given.</summary>
    public ConformanceTest? ConformanceTest { get; init; }

    /// <summary>For how long a responder stalls before it handles its first message, ms.</summary>
    public int StallMs { get; init; }

    /// <summary>
    /// After how long without any reply an initiator gives up, in whole seconds. The default is longer than two of the longest poll intervals.
    /// </summary>
    public int SilenceLimitSeconds { get; init; } = 15;

    /// <summary>For how long an end tries again to connect, or to serve, in whole seconds: a service or a route may come up a moment after it.</summary>
    public int ConnectLimitSeconds { get; init; } = UsualConnectLimitSeconds;

    public const int UsualConnectLimitSeconds = 10;

    /// <summary>Connect, or serve, only when told to go on, so that all can start at the same time.</summary>
    public bool StandsBy { get; init; }

    /// <summary>For an initiator: after its result, and when told to go on, capture the bytes of one more exchange.</summary>
    public bool Captures { get; init; }

    /// <summary>End when standard input ends, so that no agent outlives the process that launched it.</summary>
    public bool StopAtEndOfInput { get; init; }

    /// <summary>
    /// Whether the agent has its control group and network interfaces to itself, as in a container of its own, so that what they count is what it used.
    /// </summary>
    public bool IsAlone { get; init; }

    /// <summary>Whether others are in its network namespace, so that what its interfaces count is not its own alone.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool SharesInterfaces { get; init; }

    /// <summary>Whether its network interfaces serve no other process.</summary>
    [JsonIgnore]
    public bool HasOwnInterfaces => IsAlone && !SharesInterfaces;

    /// <summary>
    /// Environment variables that a launcher sets for the runtime. An idle agent is compiled for speed at once: what its loop does a few times a second would
    /// else be compiled again many seconds later, and the price of doing nothing would be that of compiling. So are publishers and subscribers: with many of
    /// them on a machine, each would be compiling for longer than the cell takes. Where nothing is timed, the runtime compiles at leisure, as it does by
    /// default: an agent that is soon over would spend most of its life on fast code.
    /// </summary>
    [JsonIgnore]
    public IReadOnlyDictionary<string, string> RuntimeSettings => (IsTimed, Cell?.Scenario) switch
    {
        (false, _) => new Dictionary<string, string> { ["DOTNET_TC_CallCountingDelayMs"] = "100", ["DOTNET_TieredPGO"] = "0" },
        (_, Scenario.Idle or Scenario.FanOut) => new() { ["DOTNET_TieredCompilation"] = "0" },
        _ => [],
    };

    /// <summary>Whether figures of it are kept.</summary>
    [JsonIgnore]
    public bool IsTimed { get; init; } = true;

    /// <summary>A file to make when ready, for health checks; null: none.</summary>
    public string? ReadyFile { get; init; }
}

/// <summary>The part an agent plays.</summary>
public enum Role
{
    /// <summary>The measuring end.</summary>
    Initiator,

    /// <summary>The answering end.</summary>
    Responder,

    /// <summary>Both ends in one process, for transports that need that.</summary>
    Both,

    /// <summary>A service inside this process, where there are no containers.</summary>
    Service,

    /// <summary>The initiating end of a test: does the transport keep what its traits guarantee?</summary>
    ConformanceTester,
}
