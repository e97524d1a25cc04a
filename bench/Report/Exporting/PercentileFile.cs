using System.Globalization;
using HdrHistogram;
using InterContainer.Bench.Formatting;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Exporting;

/// <summary>The distribution of a cell's latency by percentile, as HdrHistogram prints it and its plotters read it: <c>.hgrm</c>. Pure.</summary>
internal static class PercentileFile
{
    private const double NsInMicrosecond = 1000;
    private const int TicksPerHalfDistance = 5;
    private const int LongestName = 120;

    /// <summary>Values in microseconds; lines that begin with # are comments.</summary>
    /// <param name="cell">Which.</param>
    /// <param name="latency">Of the messages of all its rounds.</param>
    public static string Of(CellResult cell, HistogramBase latency)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        text.WriteLine($"#[{CellText.Name(cell).ReplaceLineEndings(" ")}; values in microseconds]");
        latency.OutputPercentileDistribution(text, TicksPerHalfDistance, NsInMicrosecond);
        return text.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>A name for its file, without the extension, of letters, digits and <c>.,=-</c> alone.</summary>
    public static string NameOf(CellResult cell)
    {
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"{cell.Transport}-{EnumText.Of(cell.Scenario)}-{cell.PayloadBytes}{(cell.Initiators > 1 ? $"-x{cell.Initiators}" : "")}")
            + FormattableString.Invariant($"{(cell.InFlight > 1 ? $"-{cell.InFlight}inflight" : "")}{(cell.Responders > 1 ? $"-to{cell.Responders}" : "")}")
            + FormattableString.Invariant(
                $"{(cell.Subscribers is { } subscribers ? $"-all{subscribers}" : "")}{(cell.OfferedRate is { } rate ? $"-{rate:0.###}ps" : "")}")
            + FormattableString.Invariant($"{(cell.SilenceMs is { } silence ? $"-after{silence}ms" : "")}")
            + CellText.FileName(cell.Conditions);
        var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or ',' or '=' or '-' ? c : '-')).TrimStart('.', '-', '=');
        return safe.Length > LongestName ? safe[..LongestName] : safe;
    }
}
