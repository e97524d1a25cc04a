using System.Globalization;
using System.Text.RegularExpressions;

namespace InterContainer.Runner.Calibration;

/// <summary>Finds figures in the reports of tools.</summary>
internal static class Report
{
    /// <summary>The number in the first group of a pattern.</summary>
    /// <exception cref="FormatException">The pattern is not in the text.</exception>
    public static double Number(string text, string pattern)
    {
        var match = Regex.Match(text, pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
        return match.Success
            ? double.Parse(match.Groups[1].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture)
            : throw new FormatException($"its report lacks what matches {pattern}");
    }
}
