using InterContainer.Protocol;

namespace InterContainer.Runner.Planning;

/// <summary>The cells of a run, and the order in which they are measured.</summary>
public sealed record Plan
{
    /// <summary>What the order was made from; the same cells, rounds and seed give the same order.</summary>
    public required uint Seed { get; init; }

    /// <summary>How often every cell is measured.</summary>
    public required int Rounds { get; init; }

    /// <summary>Each cell once, as it was asked for.</summary>
    public required IReadOnlyList<PlannedCell> Cells { get; init; }

    /// <summary>Round by round, in the order in which they are played.</summary>
    public required IReadOnlyList<PlannedPair> Pairs { get; init; }

    /// <summary>How many measurements that are: of a whole plan, each cell in each round.</summary>
    public int Count => Pairs.Sum(pair => pair.Cells.Count);

    /// <summary>
    /// Every cell once a round, each round in a random order of its own: what the machine does for a while meets other cells in each round. Cells that a pair
    /// can play follow one another, in random order as well. In the first round each transport's smallest round trip is captured.
    /// </summary>
    /// <param name="cells">One round; each cell once.</param>
    /// <param name="rounds">1 or more.</param>
    /// <param name="seed">Of <see cref="SplitMix64"/>.</param>
    public static Plan InRounds(IReadOnlyList<PlannedCell> cells, int rounds, uint seed)
    {
        var random = new SplitMix64(seed);
        var captured = Captured(cells);
        var shared = Shared(cells);
        return new Plan
        {
            Seed = seed,
            Rounds = rounds,
            Cells = cells,
            Pairs = [.. from round in Enumerable.Range(1, rounds)
                        from pair in random.Shuffle(shared)
                        select new PlannedPair(
                            [.. random.Shuffle(pair).Select(cell => cell with { Round = round, Captures = round == 1 && captured.Contains(cell) })])],
        };
    }

    /// <summary>What is left of the plan, in its order, when a part is measured already.</summary>
    /// <param name="measured">How many rounds of a cell are, from the first one on.</param>
    public Plan After(Func<PlannedCell, int> measured) => this with
    {
        Pairs =
        [
            .. Pairs.Select(pair => new PlannedPair([.. pair.Cells.Where(cell => cell.Round > measured(cell))]))
                .Where(pair => pair.Cells.Count > 0),
        ],
    };

    private static IReadOnlyList<IReadOnlyList<PlannedCell>> Shared(IReadOnlyList<PlannedCell> cells) =>
    [
        .. cells
            .Select((planned, index) => (planned, index))
            .GroupBy(
                cell => (
                    cell.planned.Transport.Text, cell.planned.Cell.PayloadBytes, cell.planned.Cell.Initiators, cell.planned.Cell.InFlight,
                    cell.planned.Cell.Responders, cell.planned.Conditions, Alone: IsAlone(cell.planned) ? cell.index : -1),
                cell => cell.planned)
            .Select(pair => (IReadOnlyList<PlannedCell>)[.. pair]),
    ];

    // Connecting is measured from nothing, idle agents have a runtime of other settings, and subscribers are not responders.
    private static bool IsAlone(PlannedCell planned) => planned.Cell.Scenario is Scenario.Connect or Scenario.Idle or Scenario.FanOut;

    // Wire format is the same in every round, and for a text of any length.
    private static HashSet<PlannedCell> Captured(IReadOnlyList<PlannedCell> cells) =>
        [.. cells
            .Where(planned => planned is { Cell: { Scenario: Scenario.RoundTrip, Initiators: 1, InFlight: 1, Responders: 1 } })
            .Where(planned => planned.Conditions == Conditions.Default)
            .GroupBy(planned => planned.Transport.Text)
            .Select(alike => alike.MinBy(planned => planned.Cell.PayloadBytes)!)];
}
