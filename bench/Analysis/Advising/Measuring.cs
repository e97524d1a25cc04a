using System.Globalization;
using InterContainer.Bench.Formatting;
using InterContainer.Protocol;

namespace InterContainer.Bench.Analysis.Advising;

/// <summary>Cells that would tell what a run cannot say.</summary>
/// <param name="Rate">Messages a second; null outside of loads.</param>
/// <param name="PayloadBytes">Of each message.</param>
/// <param name="Initiators">How many at once.</param>
internal sealed record Measuring(Scenario Scenario, double? Rate, int PayloadBytes, int Initiators)
{
    private const string Prefix = "dotnet run -c Release --project bench -- run";

    /// <summary>The command that measures them.</summary>
    public string Command(IEnumerable<string> transports) => string.Join(' ', new[]
    {
        Prefix,
        $"--scenario {EnumText.Of(Scenario)}",
        Rate is { } rate ? $"--rate {rate.ToString("0.###", CultureInfo.InvariantCulture)}" : null,
        $"--transport {Quoted(string.Join(',', transports))}",
        $"--payload {Size(PayloadBytes)}",
        Initiators > 1 ? $"--initiators {Text(Initiators)}" : null,
    }.OfType<string>());

    // As the option reads it back, to the byte.
    private static string Size(int bytes) => bytes switch
    {
        >= 1024 * 1024 when bytes % (1024 * 1024) == 0 => $"{Text(bytes / (1024 * 1024))}MiB",
        >= 1024 when bytes % 1024 == 0 => $"{Text(bytes / 1024)}KiB",
        _ => Text(bytes),
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    // A name comes from a file, and the command is meant to be pasted into a shell.
    private static string Quoted(string text) => text.All(c => char.IsAsciiLetterOrDigit(c) || ":=,.-_".Contains(c, StringComparison.Ordinal))
        ? text
        : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
