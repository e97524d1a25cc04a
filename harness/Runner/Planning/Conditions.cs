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

    [JsonIgnore]
    public bool IsDefault => this == Default;

    /// <summary>A size of memory as people read it: 24 MiB.</summary>
    internal static string Mebibytes(long bytes) => FormattableString.Invariant($"{bytes / (1024.0 * 1024):0.#} MiB");
}
