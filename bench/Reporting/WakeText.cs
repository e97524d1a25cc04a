using System.Globalization;
using InterContainer.Bench.Comparing;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Reporting;

/// <summary>What the first message after a silence takes, as people read it. Pure.</summary>
internal static class WakeText
{
    /// <summary>The silence of which advice speaks, ms: all that sleeps does so by then, and nothing has been closed.</summary>
    public const int TypicalMs = 1000;

    public const string HowToRead =
        "Connected and silent, then one message, again and again: by then processors have halted and threads sleep. From the moment of sending to the reply; "
        + "what the sender itself took to wake up is not in it. There are too few messages for a p99. "
        + "Cores are those of all roles, over silences and messages.";

    /// <summary>Those that were woken up, of each transport the shortest silence first.</summary>
    public static IEnumerable<CellResult> Cells(RunResults run) => run.Results
        .Where(cell => cell.Scenario == Scenario.Wake)
        .GroupBy(cell => (cell.Transport, cell.PayloadBytes))
        .OrderBy(transport => transport.Key.PayloadBytes)
        .SelectMany(transport => transport.OrderBy(cell => cell.SilenceMs));

    /// <summary>A row a cell; empty where there is none.</summary>
    public static MarkdownTable Table(RunResults run)
    {
        var uncertainty = new Uncertainty(run);
        var table = new MarkdownTable("transport", ">payload", ">silence", ">messages", ">p50", ">± 95 %", ">max", ">cores", "status");
        foreach (var cell in Cells(run))
        {
            table.Add(
                $"{cell.Transport}{CellText.Conditions(cell)}",
                Figures.Bytes(cell.PayloadBytes),
                Silence(cell),
                cell.LatencyNs?.Count.ToString(CultureInfo.InvariantCulture) ?? "-",
                cell.LatencyNs is { } median ? Figures.Duration(median.P50) : "-",
                NoiseText.Of(uncertainty.Of(cell, Quantity.P50)),
                cell.LatencyNs is { } slowest ? Figures.Duration(slowest.Max) : "-",
                cell.TotalCores() is > 0 and var cores ? Figures.Digits(cores) : "-",
                CellText.Status(cell));
        }

        return table;
    }

    /// <summary>As people read it: 100 ms.</summary>
    public static string Silence(CellResult cell) => Figures.Duration((cell.SilenceMs ?? 0) * 1e6);
}
