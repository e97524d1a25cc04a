namespace InterContainer.Runner.Planning;

/// <summary>What each of the pair's two containers may use; services are not limited.</summary>
/// <param name="Cpus">Processors, may be a part of one; positive; null: all.</param>
/// <param name="MemoryBytes">Swap included; positive; null: all.</param>
public sealed record Limits(double? Cpus, long? MemoryBytes)
{
    /// <summary>
    /// Whether the initiator is not limited: where duplicated responders are compared, what drives them all must not be what holds them back.
    /// </summary>
    public bool RespondersOnly { get; init; }

    /// <summary>A size of memory as people read it: 24 MiB.</summary>
    internal static string Mebibytes(long bytes) => FormattableString.Invariant($"{bytes / (1024.0 * 1024):0.#} MiB");

    /// <summary>Everything the machine has.</summary>
    public static Limits None { get; } = new(null, null);
}
