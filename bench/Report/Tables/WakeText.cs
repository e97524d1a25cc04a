using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Statistics;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Tables;

/// <summary>What the first message after a silence takes, as people read it. Pure.</summary>
internal static class WakeText
{
    public const string HowToRead =
        "Connected and silent, then one message, again and again: by then processors have halted and threads sleep. From the moment of sending to the reply; "
        + "what the sender itself took to wake up is not in it. There are too few messages for a p99. "
        + "Cores are those of all roles, over silences and messages.";

    /// <summary>A row a cell; empty where there is none.</summary>
    public static MarkdownTable Table(RunResults run) => MarkdownTable.Of(
        Curves.Wakes(run),
        CellColumns.Transport with { Text = cell => $"{cell.Transport}{CellText.Conditions(cell)}" },
        CellColumns.Payload,
        CellColumns.Silence,
        CellColumns.Latency.Count,
        CellColumns.Latency.P50,
        CellColumns.IntervalBehind(new Uncertainty(run), Quantity.P50),
        CellColumns.Latency.Max,
        CellColumns.Cores,
        CellColumns.Status());

    /// <summary>As people read it: 100 ms.</summary>
    public static string Silence(CellResult cell) => CellColumns.Silence.Text(cell);
}
