using System.Globalization;
using InterContainer.Protocol;

namespace InterContainer.Runner.Results;

/// <summary>
/// Tells whether the rounds of a cell fall into two groups, so that no round has what their mean says: as where a pair, once launched, is either fast or slow.
/// Values are sorted by their logarithms, and the largest gap between neighbours is set against all other gaps together. Pure.
/// </summary>
/// <remarks>
/// The bounds are 99 % quantiles of that quotient (200,000 draws each) under noise of one mode. Where one round stands alone they are those of Student's t with
/// three degrees of freedom, whose tails are heavy. Where both groups have two rounds or more, they are those of the uniform distribution. They are higher than
/// those of the normal one and of t. Three rounds say little: there the quotient is above 165 in one case of a hundred. So of three only a factor of two
/// counts, which noise of up to 30 % hardly makes, with the other two rounds within a twentieth of the gap.
/// </remarks>
internal static class RoundModes
{
    /// <summary>Groups nearer than by this factor are not worth a word.</summary>
    public const double LeastRatio = 1.25;

    /// <summary>The same for three rounds.</summary>
    public const double LeastRatioOfThree = 2;

    // By the number of rounds, from 3; the last holds for more.
    private static readonly (double Alone, double Group)[] Bounds = [(20, 20), (16.3, 8.8), (7.8, 4.8), (5.5, 3.1), (4.6, 2.5), (4, 2)];

    /// <summary>The lower and the upper group, each in order; null where there is one group, or fewer than three values.</summary>
    /// <param name="values">A round each, positive.</param>
    public static (IReadOnlyList<double> Low, IReadOnlyList<double> High)? Split(IReadOnlyList<double> values)
    {
        if (values.Count < 3)
            return null;
        var sorted = values.Order().ToList();
        var gaps = sorted.Zip(sorted.Skip(1), (one, other) => Math.Log(other / one)).ToList();
        var widest = gaps.Max();
        var low = gaps.IndexOf(widest) + 1;
        var (alone, group) = Bounds[Math.Min(values.Count - 3, Bounds.Length - 1)];
        var bound = Math.Min(low, values.Count - low) == 1 ? alone : group;
        return widest >= Math.Log(values.Count == 3 ? LeastRatioOfThree : LeastRatio) && widest > bound * (gaps.Sum() - widest)
            ? (sorted[..low], sorted[low..])
            : null;
    }

    /// <summary>What a reader should know; null where there is one group. Of a stream the rate decides, else the median.</summary>
    public static Flag? Flag(Scenario scenario, IEnumerable<RoundResult> rounds)
    {
        var isStream = scenario == Scenario.Stream;
        var measured = rounds
            .Select(round => (Value: (isStream ? round.Throughput?.MessagesPerSecond : round.P50) ?? 0, round.Probe))
            .Where(round => round.Value > 0)
            .ToList();
        if (Split([.. measured.Select(round => round.Value)]) is not var (low, high))
            return null;
        var (most, fewest) = low.Count >= high.Count ? (low, high) : (high, low);
        var probes = measured.ToLookup(round => most.Contains(round.Value), round => round.Probe);
        return new Flag(
            FlagCodes.BimodalBetweenRounds,
            $"{Number(most.Count)} of {Number(measured.Count)} near {Near(most, isStream)}, {Number(fewest.Count)} near {Near(fewest, isStream)}"
                + Lines(probes[true], probes[false]));
    }

    // Processors of a virtual machine share a cache at one time, and are far from each other at another.
    private static string Lines(IEnumerable<MachineProbe?> most, IEnumerable<MachineProbe?> fewest)
    {
        double? Mean(IEnumerable<MachineProbe?> probes) =>
            probes.Select(probe => probe?.CacheLineNs).OfType<double>().ToList() is { Count: > 0 } seen ? Math.Exp(seen.Average(Math.Log)) : null;

        return (Mean(most), Mean(fewest)) is ({ } one, { } other) && Math.Max(one / other, other / one) >= LeastRatio
            ? $"; just before them a cache line passed between two processors in {Near([one], isStream: false)} and {Near([other], isStream: false)}"
            : "";
    }

    private static string Near(IReadOnlyList<double> group, bool isStream)
    {
        var value = Math.Exp(group.Average(Math.Log));
        var (scaled, unit) = (isStream, value) switch
        {
            (true, >= 1e6) => (value / 1e6, "M/s"),
            (true, >= 1e3) => (value / 1e3, "k/s"),
            (true, _) => (value, "/s"),
            (false, >= 1e6) => (value / 1e6, " ms"),
            (false, >= 1e3) => (value / 1e3, " µs"),
            (false, _) => (value, " ns"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{scaled:0.#}{unit}");
    }

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);
}
