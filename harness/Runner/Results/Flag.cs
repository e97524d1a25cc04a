using System.Collections.Frozen;
using System.Text.Json.Serialization;

namespace InterContainer.Runner.Results;

/// <summary>What a reader should know before trusting a figure.</summary>
/// <param name="Code">One of <see cref="FlagCodes"/>; a reader may meet one that a newer version wrote.</param>
/// <param name="Detail">What was seen, for people; null: the code says all.</param>
public sealed record Flag(string Code, string? Detail = null)
{
    /// <summary>What it means, in a few words; the code itself where this version does not know it.</summary>
    [JsonIgnore]
    public string Title => FlagCodes.All.TryGetValue(Code, out var meaning) ? meaning.Title : Code;

    /// <summary>What a person can do about it, or what it means for the figures; null: nothing is known.</summary>
    [JsonIgnore]
    public string? Advice => FlagCodes.All.TryGetValue(Code, out var meaning) ? meaning.Advice : null;

    /// <summary>All of it, for people: <c>title: detail; advice</c>.</summary>
    [JsonIgnore]
    public string Text => string.Join("; ", new[] { Detail, Advice }.OfType<string>()) is { Length: > 0 } rest ? $"{Title}: {rest}" : Title;
}

/// <summary>The codes that this version writes, and what each means.</summary>
public static class FlagCodes
{
    /// <summary>Warm-up reached its bound before it converged; the detail says what was missing.</summary>
    public const string WarmUpNotConverged = "warm-up-not-converged";

    /// <summary>The measured windows have a trend or a change-point; the detail says which.</summary>
    public const string NotStationary = "not-stationary";

    /// <summary>The clocks of the two ends are not one, so there is no one-way delay.</summary>
    public const string ClocksDiffer = "clocks-differ";

    /// <summary>The latency of a round has two humps; the detail says where they part.</summary>
    public const string Bimodal = "bimodal";

    /// <summary>The rounds fall into two groups; the detail says which.</summary>
    public const string BimodalBetweenRounds = "bimodal-between-rounds";

    /// <summary>A pair that was to play several cells failed, and the cell was measured with a pair of its own; the detail says why.</summary>
    public const string MeasuredAlone = "measured-alone";

    /// <summary>A load was more than the transport could hold.</summary>
    public const string Saturated = "saturated";

    /// <summary>A load's sender was late by more than a tenth of p99 of response time; the detail says how late.</summary>
    public const string LateSender = "late-sender";

    /// <summary>The hypervisor gave much of the processors' time to others.</summary>
    public const string Steal = "steal";

    /// <summary>Other programs used much of the processors' time.</summary>
    public const string OtherLoad = "other-load";

    /// <summary>A trial showed that the ends cannot exchange anything under the runtime; the detail is what they said.</summary>
    public const string UnsupportedByRuntime = "unsupported-by-runtime";

    /// <summary>What the machine paid for the containers of a role is not known; the detail says why.</summary>
    public const string HostCostUnknown = "host-cost-unknown";

    /// <summary>A remark of an older file that has no code; the detail is its text.</summary>
    public const string Other = "other";

    private const string Quieter = "measure longer (--duration, --rounds) or on a quieter machine";

    /// <summary>Code → what it means, and what to do.</summary>
    internal static FrozenDictionary<string, (string Title, string? Advice)> All { get; } = new Dictionary<string, (string Title, string? Advice)>
    {
        [WarmUpNotConverged] = ("warm-up did not converge", Quieter),
        [NotStationary] = ("not stationary while it was measured", Quieter),
        [ClocksDiffer] = (
            "one-way delay was not measured",
            "the ends' clocks are not one (boot id or time namespace differ, or a message arrived before it was sent)"),
        [Bimodal] = ("bimodal", "the median is that of one of them, so look at the distribution"),
        [BimodalBetweenRounds] = ("bimodal between rounds", "no round is near their mean, so measure more rounds"),
        [MeasuredAlone] = ("measured with a pair of its own, because the one that was to play several cells failed", null),
        [Saturated] = (
            "saturated",
            "fewer than 99 % of the messages that were due were answered in time, and the backlog grew until the end"),
        [LateSender] = ("the sender was late", "response time includes its lateness, service time does not; more --initiators share the load"),
        [Steal] = ("the hypervisor gave more than 5 % of the processors' time to others", "measure on a quieter machine"),
        [OtherLoad] = ("other programs used more than 10 % of the processors' time", "measure on a quieter machine"),
        [UnsupportedByRuntime] = ("the runtime does not support it", "other arguments of the runtime may: see docs/runtimes.md"),
        [HostCostUnknown] = ("what the runtime's containers cost is not known", "run on the engine's machine, as root"),
        [Other] = ("remark", null),
    }.ToFrozenDictionary();
}
