using InterContainer.Bench.Statistics;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Analysis.Claims;

/// <summary>What is said of how containers are connected. Each rule stands in docs/claims.md. Pure.</summary>
internal static class NetworkWisdom
{
    private const string Suite = "--suite networks --isolation container";

    // Isolated: on a network with no way out, and yet everything arrives. What that takes is the bridge compared with the host's own network.
    public static Finding IsolatedYetReachable(Evidence evidence)
    {
        var pairs = evidence.Networked("host");
        if (pairs.Count == 0)
            return Finding.NotMeasured(Suite);
        var lost = pairs.Where(pair => pair.Bridge.Guarantees is not { OverloadBehaviour: Transports.OverloadBehaviour.Drop })
            .Sum(pair => pair.Bridge.Counts?.Lost ?? 0);
        return new Finding(
            lost == 0 ? Ruling.Supported : Ruling.Refuted,
            $"over a bridge with no way out {(lost == 0 ? "nothing" : $"{lost} messages")} was lost; compared with the host's network, which isolates nothing, "
                + $"that takes {Costs(evidence, pairs.Select(pair => (pair.Other, pair.Bridge)))}");
    }

    public static Finding PortsCanBeExported(Evidence evidence)
    {
        var pairs = evidence.Networked("published");
        return pairs.Count == 0
            ? Finding.NotMeasured(Suite)
            : new Finding(
                Ruling.Supported,
                $"a published port costs {Costs(evidence, pairs.Select(pair => (pair.Bridge, pair.Other)))} compared with the bridge"
                    + $"{Proxy(pairs[0].Other)}");
    }

    public static Finding HostIsFaster(Evidence evidence)
    {
        var pairs = evidence.Networked("host");
        if (pairs.Count == 0)
            return Finding.NotMeasured(Suite);
        var ruling = pairs.All(pair => evidence.IsFaster(pair.Other, pair.Bridge)) ? Ruling.Supported
            : pairs.Any(pair => evidence.IsFaster(pair.Other, pair.Bridge)) ? Ruling.Depends
            : Ruling.Refuted;
        return new Finding(ruling, $"a bridge takes {Costs(evidence, pairs.Select(pair => (pair.Other, pair.Bridge)))} of the host's network");
    }

    private static string Costs(Evidence evidence, IEnumerable<(CellResult First, CellResult Second)> pairs) => string.Join(
        ", ",
        pairs.Select(pair => (pair.First.Transport, Cost: Comparison.Of(pair.First, evidence.Uncertainty, pair.Second, evidence.Uncertainty, Quantity.P50)))
            .Where(pair => pair.Cost is not null)
            .Select(pair => $"{pair.Transport} {PlaceDimension.Times(pair.Cost!)}"));

    private static string Proxy(CellResult cell) =>
        cell.Settings.TryGetValue("userlandProxy", out var where) ? $"; the engine's userland proxy is {where}" : "";
}
