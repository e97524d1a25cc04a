using InterContainer.Bench.Analysis.Claims;
using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Tables;

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
                Readable.PrintablePart(capture),
                Readable.Of(capture) switch { Readability.Yes => "yes", Readability.InPart => "in part", _ => "no" },
                (capture.Request ?? capture.Reply)!.Sample);
        }

        return table;
    }

    /// <summary>Why others were not, a line each.</summary>
    public static IEnumerable<string> Missing(RunResults run) => run.Results
        .Where(cell => cell.Capture is { Reason: not null, Request: null, Reply: null })
        .Select(cell => $"{cell.Transport} was not captured: {cell.Capture!.Reason}");

    private static IEnumerable<(CellResult Cell, Capture Capture)> Captured(RunResults run) =>
        from cell in run.Results
        where Readable.Of(cell.Capture) is not null
        select (cell, cell.Capture);

    private static string Framing(CapturedBytes? bytes) => bytes is null ? "-" : Figures.Bytes(bytes.FramingBytes);
}
