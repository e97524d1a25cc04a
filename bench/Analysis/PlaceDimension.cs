using InterContainer.Bench.Formatting;
using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Analysis;

/// <summary>A dimension of where pairs live: what each place costs compared with the default one, all else alike. Pure.</summary>
/// <param name="Name">As people write it: <c>network</c>.</param>
/// <param name="Default">The name of the default place.</param>
/// <param name="Title">Of its table.</param>
/// <param name="HowToRead">Above that.</param>
/// <param name="Of">The place of conditions; null: the default.</param>
/// <param name="Without">The same conditions in the default place.</param>
internal sealed record PlaceDimension(
    string Name, string Default, string Title, string HowToRead, Func<Conditions, string?> Of, Func<Conditions, Conditions> Without)
{
    public static PlaceDimension Network { get; } = new(
        "network",
        "bridge",
        "Networks",
        "Each compared with the pair's own bridge in the same run. The difference is of the medians. CPU is of both ends and the services, for a message; what "
            + "a proxy or the kernel does outside of them is not in it. Where the ends share a network namespace, its bytes and packets are not counted.",
        conditions => conditions.Network,
        conditions => conditions with { Network = null });

    public static PlaceDimension Volume { get; } = new(
        "volume",
        "named",
        "Volumes",
        "Each compared with a named volume in the same run, for shared memory one of tmpfs. The difference is of the medians. CPU is of both ends, for "
            + "a message; what the kernel writes back later is not in it.",
        conditions => conditions.Volume,
        conditions => conditions with { Volume = null })
    {
        Where = "On",
    };

    public static PlaceDimension Runtime { get; } = new(
        "runtime",
        "the default",
        "Container runtimes",
        "Each compared with the engine's default in the same run. The difference is of the medians. CPU is of both ends and the services, for a message: under "
            + "another runtime it is what the machine paid for the containers, of which the ends see a part.",
        conditions => conditions.Runtime,
        conditions => conditions with { Runtime = null })
    {
        Where = "Under",
    };

    public static PlaceDimension Placement { get; } = new(
        "placement",
        Runner.Planning.Placement.SameNode,
        "Placements",
        "Each compared with two pods on one node in the same run. The difference is of the medians. CPU is of both ends, for a message; what their nodes' "
            + "network does outside of the pods is not in it.",
        conditions => conditions.Placement,
        conditions => conditions with { Placement = null });

    public static PlaceDimension Via { get; } = new(
        "via",
        Runner.Planning.Placement.PodIP,
        "Ways to a server",
        "Each compared with the address of the server's pod in the same run. The difference is of the medians. CPU is of both ends, for a message; what "
            + "translates addresses outside of the pods is not in it.",
        conditions => conditions.Via,
        conditions => conditions with { Via = null })
    {
        Where = "Via",
    };

    /// <summary>Those that a run can have cells of.</summary>
    public static IReadOnlyList<PlaceDimension> All { get; } = [Network, Volume, Runtime, Placement, Via];

    /// <summary>The word before a place, at the beginning of a sentence.</summary>
    public string Where { get; private init; } = "In";

    /// <summary>Where a cell lived, by name.</summary>
    public string PlaceOf(CellResult cell) => Of(cell.Conditions) ?? Default;

    /// <summary>
    /// The cells of each transport that were measured in more than one place, the default first where it was, the others in the order of the run. Only what
    /// has one figure to compare: round trips, streams and connections without a rate of their own.
    /// </summary>
    public IEnumerable<IReadOnlyList<CellResult>> Groups(RunResults run) => run.Results
        .Where(cell => cell is { Scenario: Scenario.RoundTrip or Scenario.Stream or Scenario.Connect, OfferedRate: null })
        .GroupBy(cell => (cell.Key with { Conditions = Without(cell.Conditions) }, cell.Isolation))
        .Select(cells => (IReadOnlyList<CellResult>)[.. cells.OrderBy(cell => Of(cell.Conditions) is not null)])
        .Where(cells => cells.Any(cell => Of(cell.Conditions) is not null));

    /// <summary>What a cell's place costs; null where one of them has no figure that may be trusted.</summary>
    /// <param name="first">In the default place.</param>
    /// <param name="cell">In another.</param>
    /// <param name="uncertainty">Of the run.</param>
    public Comparison? Cost(CellResult first, CellResult cell, Uncertainty uncertainty) =>
        Of(first.Conditions) is not null || Of(cell.Conditions) is null || first.Status != Status.Ok || cell.Status != Status.Ok
            ? null
            : Comparison.Of(first, uncertainty, cell, uncertainty, QuantityOf(cell));

    /// <summary>As <c>2.1× (1.9 to 2.4)</c>.</summary>
    public static string Times(Comparison cost) =>
        $"{Figures.Digits(cost.Ratio)}×{(cost is { Low: { } low, High: { } high } ? $" ({Figures.Digits(low)} to {Figures.Digits(high)})" : "")}";

    /// <summary>What is compared.</summary>
    public static Quantity QuantityOf(CellResult cell) => cell.Scenario == Scenario.Stream ? Quantity.MessagesPerSecond : Quantity.P50;
}
