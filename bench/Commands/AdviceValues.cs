using System.Globalization;
using InterContainer.Bench.Analysis.Advising;
using InterContainer.Bench.Formatting;
using InterContainer.Transports;

namespace InterContainer.Bench.Commands;

/// <summary>Reads the values of requirements; each mistake says the flag, the value and what is accepted.</summary>
internal static class AdviceValues
{
    private const double MaxNs = 3600e9;
    private const double MaxCores = 4096;

    private static readonly (string Unit, double Ns)[] Units = [("ns", 1), ("us", 1e3), ("µs", 1e3), ("μs", 1e3), ("ms", 1e6), ("s", 1e9)];

    public static IReadOnlyList<string> Restarts { get; } = ["responder-restart", "service-restart"];

    /// <summary>The floor is no choice.</summary>
    public static IReadOnlyList<string> FamilyNames { get; } =
    [
        .. Enum.GetValues<Family>().Where(family => family != Family.Baseline).Select(EnumText.Of),
    ];

    /// <summary>Nanoseconds.</summary>
    public static double Duration(string flag, string text)
    {
        foreach (var (unit, ns) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
                && number * ns is > 0 and <= MaxNs)
                return number * ns;
        }

        throw new UsageException($"{flag} {text}: accepted are durations above 0 up to 1 h with their unit, written 500us, 500µs, 2ms or 1s.");
    }

    public static double Cores(string flag, string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cores) && cores is >= 0 and <= MaxCores
            ? cores
            : throw new UsageException($"{flag} {text}: accepted are cores from 0 to {MaxCores}, written 0.5 or 2.");

    public static int Payload(string text) => Values.Payloads(text) is [var one]
        ? one
        : throw new UsageException($"--payload {text}: accepted is one size, written 64, 1KiB or 1MiB.");

    public static double Rate(string text) => Values.Rates(text) is [var one]
        ? one
        : throw new UsageException($"--rate {text}: accepted is one rate, in messages a second.");

    public static string Durable(string text) => GuaranteeChecks.Durabilities.Skip(1).Contains(text)
        ? text
        : throw new UsageException(
            $"--durable {text}: accepted are {string.Join(", ", GuaranteeChecks.Durabilities.Skip(1))}; without a value, {Durability.Disk}.");

    public static IReadOnlyList<string> Survives(string text) => Words(text, "--survives", Restarts);

    public static IReadOnlyList<Family> Families(string text) =>
        [.. Words(text, "--family", FamilyNames).Select(word => Enum.GetValues<Family>().Single(family => EnumText.Of(family) == word))];

    private static string[] Words(string text, string flag, IReadOnlyList<string> accepted)
    {
        string[] words = [.. text.Split(',', StringSplitOptions.TrimEntries).Distinct()];
        return Array.Find(words, word => !accepted.Contains(word)) is { } unknown
            ? throw new UsageException($"{flag} {unknown}: accepted are {string.Join(", ", accepted)}.")
            : words;
    }
}
