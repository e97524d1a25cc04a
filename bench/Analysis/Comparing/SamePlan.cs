using InterContainer.Bench.Formatting;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Analysis.Comparing;

/// <summary>Whether two runs measured the same things in the same way on the same machine, so that their rounds may stand together. Pure.</summary>
internal static class SamePlan
{
    /// <summary>In what they differ and what to do, without a full stop; null: nothing. Numbers of rounds, seeds and the names of runs may differ.</summary>
    /// <param name="first">Complete.</param>
    /// <param name="second">Complete.</param>
    public static string? Difference(RunResults first, RunResults second)
    {
        if (first.Run.Version != second.Run.Version)
            return $"the versions differ ({first.Run.Version} / {second.Run.Version}); measure both with one";
        if (Circumstances.Differences(first.Run.Host, second.Run.Host).FirstOrDefault() is { } machine)
            return $"the machines differ ({machine}); set them side by side with: compare";
        var (one, other) = (first.Run.Plan!, second.Run.Plan!);
        if (one.Cells.Except(other.Cells).Concat(other.Cells.Except(one.Cells)).FirstOrDefault() is { } cell)
        {
            var name = $"{cell.Transport} {EnumText.Of(cell.Scenario)} {Figures.Bytes(cell.PayloadBytes)}"
                + CellText.Numbers(cell);
            return $"the plans differ ({name} is in one of them only); measure both with the same options (loads at rates of yours: --rate)";
        }

        if (!one.Timings.SequenceEqual(other.Timings))
            return "the plans differ (in how long cells are warmed up and measured); measure both with the same options";
        var comparison = new RunComparison(first, second);
        if (comparison.Alone is [var alone, ..])
            return $"{CellText.Name(alone)} of isolation {EnumText.Of(alone.Isolation)} is in one of them only; measure both with the same options";
        if (comparison.Pairs.Any(pair => pair.First.Arrivals != pair.Second.Arrivals))
            return "the arrivals of their loads differ; measure both with the same --arrivals";
        return Circumstances.Ingredients(first, second, comparison).FirstOrDefault() is { } ingredient
            ? $"what was measured differs ({ingredient}); set them side by side with: compare"
            : null;
    }
}
