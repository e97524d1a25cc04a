using System.Text.Json.Serialization;

namespace InterContainer.Runner.Planning;

/// <summary>
/// Where and within what a pair lives. What is absent is the default. A new dimension is a property here: the plan, the launcher and the text of conditions
/// read it, and nothing else has to.
/// </summary>
public sealed record Conditions
{
    /// <summary>Everything that the machine has.</summary>
    public static Conditions Default { get; } = new();

    /// <summary>How many processors each of the pair's containers may use, may be a part of one; positive; null: all. Services are not limited.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Cpus { get; init; }

    /// <summary>How much memory each of them may use, swap included; positive; null: all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? MemoryBytes { get; init; }

    /// <summary>
    /// Whether the initiator is not limited: where several responders are compared, what drives them all must not be what slows them down.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool LimitsRespondersOnly { get; init; }

    /// <summary>
    /// How the pair's containers are connected, with options, as <see cref="Containers.NetworkChoice"/> writes it; null: a bridge of their own.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Network { get; init; }

    /// <summary>What the files are on that the pair shares; null: a named volume of the engine.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Volume { get; init; }

    /// <summary>The container runtime of the pair's two ends, as the engine names it; null: the engine's default.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Runtime { get; init; }

    /// <summary>Where a cluster puts the two ends, of <see cref="Planning.Placement.All"/>; null: on one node.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Placement { get; init; }

    /// <summary>By what address the initiator reaches a server in a cluster, of <see cref="Planning.Placement.Ways"/>; null: that of its pod.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Via { get; init; }

    /// <summary>A <see cref="Runtime"/> that stands for each that the engine knows, but for its default.</summary>
    public const string EveryRuntime = "all";

    [JsonIgnore]
    public bool IsDefault => this == Default;

    /// <summary>Whether the pair's containers may use less than the machine has.</summary>
    [JsonIgnore]
    public bool IsLimited => Cpus is not null || MemoryBytes is not null;

    /// <summary>Whether the pair lives where pairs live by default: what is left are limits.</summary>
    [JsonIgnore]
    public bool IsOrdinaryPlace => Network is null && Volume is null && Runtime is null && !IsOfCluster;

    /// <summary>Whether they ask for what only a cluster has.</summary>
    [JsonIgnore]
    public bool IsOfCluster => Placement is not null || Via is not null;

    /// <summary>A size of memory as people read it: 24 MiB.</summary>
    internal static string Mebibytes(long bytes) => FormattableString.Invariant($"{bytes / (1024.0 * 1024):0.#} MiB");
}
