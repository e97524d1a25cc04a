using InterContainer.Bench.Formatting;
using InterContainer.Bench.Statistics;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Analysis.Claims;

/// <summary>What is said of more of something: peers, responders, resources. Each rule stands in docs/claims.md. Pure.</summary>
internal static class ScalingWisdom
{
    private static readonly string[] ThroughOthers = ["mqtt-qos0", "postgres-poll", "file-poll"];

    // The price of reaching one more: a socket each, or none.
    public static Finding PeersNeedSockets(Evidence evidence)
    {
        var direct = evidence.Reaching("tcp");
        var others = ThroughOthers.Select(evidence.Reaching).Where(curve => curve.Count > 1).ToList();
        if (direct.Count < 2 || others.Count == 0)
            return Finding.NotMeasured("--suite scale-out --isolation container");
        var grows = direct.All(cell => Held(cell) == cell.Responders);
        return new Finding(
            grows ? Ruling.Supported : Ruling.Refuted,
            $"to reach {Numbers(direct, cell => cell.Responders)} responders an initiator holds {Numbers(direct, Held)} with tcp; "
                + $"{string.Join("; ", others.Select(curve => $"{Numbers(curve, Held)} with {curve[0].Transport}"))}");
    }

    public static Finding HttpNeedsNoMesh(Evidence evidence)
    {
        var (keeps, closes) = (evidence.Reaching("http1"), evidence.Reaching("http1-close"));
        if (keeps.Count < 2 || closes.Count < 2)
            return Finding.NotMeasured("--suite scale-out --isolation container");
        var ruling = Held(closes[^1]) >= closes[^1].Responders ? Ruling.Refuted : keeps.All(cell => Held(cell) == 0) ? Ruling.Supported : Ruling.Depends;
        return new Finding(
            ruling,
            $"on whether it keeps its connection: to reach {Numbers(keeps, cell => cell.Responders)} responders an initiator holds {Numbers(keeps, Held)} with "
                + $"http1, {Numbers(closes, Held)} with http1-close");
    }

    public static Finding DuplicatesHelp(Evidence evidence)
    {
        var scaled = evidence.ScaledOut.Select(pair => Scaled.Of(evidence, pair, (double)pair.Most.Responders / pair.Fewest.Responders)).ToList();
        if (scaled.Count == 0)
            return Finding.NotMeasured("--suite scale-out --isolation container");
        var (least, most) = (scaled.MinBy(one => one.Gain.Ratio)!, scaled.MaxBy(one => one.Gain.Ratio)!);
        return new Finding(
            Rule(scaled),
            $"{scaled.Count(Helps)} of {scaled.Count} transports carry more than {Figures.Digits(Finding.Clearly)}× as much with {most.Most.Responders} "
                + $"responders as with {most.Fewest.Responders}: {most.Most.Transport} {GainText.Of(most.Gain)}, and {least.Most.Transport} "
                + $"{GainText.Of(least.Gain)}{Flagged(scaled)}");
    }

    public static Finding MoreResourcesHelp(Evidence evidence)
    {
        var scaled = evidence.ScaledUp
            .Select(pair => Scaled.Of(evidence, pair, pair.Most.Conditions.Cpus!.Value / pair.Fewest.Conditions.Cpus!.Value))
            .ToList();
        if (scaled.Count == 0)
            return Finding.NotMeasured("--suite scale-up --isolation container");
        var (least, most) = (scaled.MinBy(one => one.Gain.Ratio)!, scaled.MaxBy(one => one.Gain.Ratio)!);
        return new Finding(
            Rule(scaled),
            $"{scaled.Count(Helps)} of {scaled.Count} streams carry more than {Figures.Digits(Finding.Clearly)}× as much: that of {most.Most.Transport} is "
                + $"{GainText.Of(most.Gain)} with {Figures.Digits(most.Most.Conditions.Cpus!.Value)} processors as with "
                + $"{Figures.Digits(most.Fewest.Conditions.Cpus!.Value)}, that of {least.Most.Transport} {GainText.Of(least.Gain)}{Flagged(scaled)}");
    }

    // What cannot be true supports nothing, and refutes nothing either.
    private static Ruling Rule(List<Scaled> scaled)
    {
        var helped = scaled.Count(Helps);
        return helped == scaled.Count ? Ruling.Supported : helped == 0 && !scaled.Exists(one => one.Gain.IsSuperlinear) ? Ruling.Refuted : Ruling.Depends;
    }

    private static bool Helps(Scaled scaled) => scaled.Gain.Least > Finding.Clearly && !scaled.Gain.IsSuperlinear;

    private static string Flagged(List<Scaled> scaled) =>
        scaled.Where(one => one.Gain.IsSuperlinear).Select(one => one.Most.Transport).ToList() is { Count: > 0 } names
            ? $"; {Gain.Superlinear}, so no evidence: {string.Join(", ", names)}"
            : "";

    private static int Held(CellResult cell) => cell.Sockets!.Initiator!.Open;

    private static string Numbers(IEnumerable<CellResult> curve, Func<CellResult, int> number) => string.Join(", ", curve.Select(number));

    private sealed record Scaled(CellResult Fewest, CellResult Most, Gain Gain)
    {
        // Both have a rate, which the evidence sees to.
        public static Scaled Of(Evidence evidence, (CellResult Fewest, CellResult Most) pair, double resources) =>
            new(pair.Fewest, pair.Most, Gain.Of(pair.Fewest, pair.Most, evidence.Uncertainty, resources)!);
    }
}
