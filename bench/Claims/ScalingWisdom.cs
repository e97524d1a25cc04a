using InterContainer.Bench.Reporting;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Claims;

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
            $"to reach {Numbers(direct, cell => cell.Responders)} responders an initiator holds {Numbers(direct, Held)} with tcp; {string.Join("; ", others.Select(curve => $"{Numbers(curve, Held)} with {curve[0].Transport}"))}");
    }

    public static Finding HttpNeedsNoMesh(Evidence evidence)
    {
        var (keeps, closes) = (evidence.Reaching("http1"), evidence.Reaching("http1-close"));
        if (keeps.Count < 2 || closes.Count < 2)
            return Finding.NotMeasured("--suite scale-out --isolation container");
        var ruling = Held(closes[^1]) >= closes[^1].Responders ? Ruling.Refuted : keeps.All(cell => Held(cell) == 0) ? Ruling.Supported : Ruling.Depends;
        return new Finding(
            ruling,
            $"on whether it keeps its connection: to reach {Numbers(keeps, cell => cell.Responders)} responders an initiator holds {Numbers(keeps, Held)} with http1, {Numbers(closes, Held)} with http1-close");
    }

    public static Finding DuplicatesHelp(Evidence evidence)
    {
        var scaled = evidence.ScaledOut.ToList();
        if (scaled.Count == 0)
            return Finding.NotMeasured("--suite scale-out --isolation container");
        var (helped, ruling, least, most) = Judge(scaled);
        return new Finding(
            ruling,
            $"{helped} of {scaled.Count} transports carry more than {Figures.Digits(Finding.Clearly)}× as much with {most.Most.Responders} responders as with {most.Fewest.Responders}: {most.Most.Transport} {Figures.Digits(Gain(most))}×, and {least.Most.Transport} {Figures.Digits(Gain(least))}×");
    }

    public static Finding MoreResourcesHelp(Evidence evidence)
    {
        var scaled = evidence.ScaledUp.ToList();
        if (scaled.Count == 0)
            return Finding.NotMeasured("--suite scale-up --isolation container");
        var (helped, ruling, least, most) = Judge(scaled);
        return new Finding(
            ruling,
            $"{helped} of {scaled.Count} streams carry more than {Figures.Digits(Finding.Clearly)}× as much: that of {most.Most.Transport} is {Figures.Digits(Gain(most))}× with {Figures.Digits(most.Most.CpuLimit!.Value)} processors as with {Figures.Digits(most.Fewest.CpuLimit!.Value)}, that of {least.Most.Transport} {Figures.Digits(Gain(least))}×");
    }

    private static (int Helped, Ruling Ruling, (CellResult Fewest, CellResult Most) Least, (CellResult Fewest, CellResult Most) Most) Judge(List<(CellResult Fewest, CellResult Most)> scaled)
    {
        var helped = scaled.Count(pair => Gain(pair) > Finding.Clearly);
        return (helped, helped == scaled.Count ? Ruling.Supported : helped == 0 ? Ruling.Refuted : Ruling.Depends, scaled.MinBy(Gain), scaled.MaxBy(Gain));
    }

    private static double Gain((CellResult Fewest, CellResult Most) pair) => pair.Most.Throughput!.MessagesPerSecond / pair.Fewest.Throughput!.MessagesPerSecond;

    private static int Held(CellResult cell) => cell.Sockets!.Initiator!.Open;

    private static string Numbers(IEnumerable<CellResult> curve, Func<CellResult, int> number) => string.Join(", ", curve.Select(number));
}
