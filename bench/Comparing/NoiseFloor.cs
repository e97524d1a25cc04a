using InterContainer.Agent.Contract;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Comparing;

/// <summary>
/// How much equal things differ in a run (A/A): the rounds of each cell are split into halves in every way, and the halves are compared as if they were two cells. The floor is the
/// difference that 95 % of these comparisons do not exceed, scaled from halves to cells of all rounds. Pure.
/// </summary>
internal sealed class NoiseFloor
{
    private const double Part = 0.95;

    private readonly Dictionary<(Scenario Scenario, Quantity Quantity), double> _floors;

    private NoiseFloor(Dictionary<(Scenario Scenario, Quantity Quantity), double> floors) => _floors = floors;

    /// <summary>Of the cells that are ok and not saturated, which vary as no others do. A floor needs two rounds.</summary>
    public static NoiseFloor Of(RunResults run)
    {
        var floors = new Dictionary<(Scenario Scenario, Quantity Quantity), double>();
        foreach (var scenario in run.Results.Where(cell => cell is { Status: Status.Ok, IsSaturated: false }).GroupBy(cell => cell.Scenario))
        {
            foreach (var quantity in RoundValues.Compared(scenario.Key))
            {
                var differences = scenario.SelectMany(cell => Differences(RoundValues.Logarithms(cell, quantity))).Order().ToList();
                if (differences.Count > 0)
                    floors[(scenario.Key, quantity)] = differences[(int)Math.Ceiling(Part * differences.Count) - 1];
            }
        }

        return new NoiseFloor(floors);
    }

    /// <summary>The floor of the difference of two cells, as a logarithm of their ratio; null where the run cannot say.</summary>
    public double? Of(Scenario scenario, Quantity quantity) => _floors.TryGetValue((scenario, quantity), out var floor) ? floor : null;

    /// <summary>Those that the run has, in order.</summary>
    public IEnumerable<(Scenario Scenario, Quantity Quantity, double Floor)> All =>
        _floors.OrderBy(floor => floor.Key).Select(floor => (floor.Key.Scenario, floor.Key.Quantity, floor.Value));

    /// <summary>The absolute differences of the means of halves. Of an odd number one half has a round more.</summary>
    internal static IEnumerable<double> Differences(IReadOnlyList<double> rounds)
    {
        var (count, few) = (rounds.Count, rounds.Count / 2);
        if (count is < 2 or > 16)
            yield break;
        var many = count - few;
        // The variance of a difference of means goes with the sum of the reciprocals of their numbers.
        var scale = Math.Sqrt((2.0 / count) / ((1.0 / few) + (1.0 / many)));
        for (var half = 0; half < 1 << count; half++)
        {
            // Of an even number each split comes twice, once from either side.
            if (System.Numerics.BitOperations.PopCount((uint)half) != few || (few == many && (half & 1) == 0))
                continue;
            var sum = Enumerable.Range(0, count).Where(i => (half >> i & 1) == 1).Sum(i => rounds[i]);
            yield return scale * Math.Abs((sum / few) - ((rounds.Sum() - sum) / many));
        }
    }
}
