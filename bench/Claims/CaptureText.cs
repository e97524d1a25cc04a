using System.Globalization;
using InterContainer.Bench.Reporting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Claims;

/// <summary>What the bytes of each transport look like, as a table. Pure.</summary>
internal static class CaptureText
{
    /// <summary>A row a transport that was captured.</summary>
    public static MarkdownTable Table(RunResults run)
    {
        var table = new MarkdownTable(
            "transport", "seen at", ">message", ">framing, request", ">framing, reply", ">framing that is text", "human-readable", "sample");
        foreach (var (cell, capture) in Captured(run))
        {
            table.Add(
                cell.Transport,
                capture.Place is { } place ? EnumText.Of(place) : "-",
                Figures.Bytes(capture.PayloadBytes),
                Framing(capture.Request),
                Framing(capture.Reply),
                PrintablePart(capture),
                Readable.Of(capture) switch { Readability.Yes => "yes", Readability.InPart => "in part", _ => "no" },
                (capture.Request ?? capture.Reply)!.Sample);
        }

        return table;
    }

    /// <summary>Why others were not, a line each.</summary>
    public static IEnumerable<string> Missing(RunResults run) => run.Results
        .Where(cell => cell.Capture is { Reason: not null, Request: null, Reply: null })
        .Select(cell => $"{cell.Transport} was not captured: {cell.Capture!.Reason}");

    /// <summary>
    /// The printable part of the framing, of both directions together; a dash where there is no framing, or it cannot be told from the message.
    /// </summary>
    public static string PrintablePart(Capture capture)
    {
        var framed = Readable.Seen(capture).Where(bytes => bytes.FramingBytes > 0).ToList();
        if (framed.Count == 0 || framed.Any(bytes => bytes.PrintablePart is null))
            return "-";
        var part = framed.Sum(bytes => bytes.PrintablePart!.Value * bytes.FramingBytes) / framed.Sum(bytes => bytes.FramingBytes);
        // Down, so that 100 % is all of it; but not for what a sum of fractions lacks.
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(Math.Round(100 * part, 6))} %");
    }

    private static IEnumerable<(CellResult Cell, Capture Capture)> Captured(RunResults run) =>
        from cell in run.Results
        where Readable.Of(cell.Capture) is not null
        select (cell, cell.Capture);

    private static string Framing(CapturedBytes? bytes) => bytes is null ? "-" : Figures.Bytes(bytes.FramingBytes);
}
