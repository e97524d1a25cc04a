using System.Globalization;
using System.Text;
using InterContainer.Agent.Contract;
using InterContainer.Bench.Claims;
using InterContainer.Bench.Comparing;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Reporting;

/// <summary>A run as a page of GitHub Markdown. Pure.</summary>
internal static class MarkdownReport
{
    /// <param name="run">The run.</param>
    /// <param name="charts">Title and path, relative to the page.</param>
    public static string Of(RunResults run, IReadOnlyList<(string Title, string Path)> charts)
    {
        var page = new StringBuilder();
        page.AppendLine("# How two containers can talk, measured").AppendLine();
        page.AppendLine(CultureInfo.InvariantCulture, $"`{run.Run.Command.Replace('`', '\'')}`").AppendLine();
        page.AppendLine(CultureInfo.InvariantCulture, $"{MarkdownTable.Escape(MachineText.Of(run))}; version {MarkdownTable.Escape(run.Run.Version)}.").AppendLine();
        if (run.Run.FinishedUtc is null)
            page.AppendLine("**Interrupted:** only the cells that were finished are here.").AppendLine();
        var uncertainty = new Uncertainty(run);
        RoundTrips(page, run, uncertainty);
        Streams(page, run, uncertainty);
        page.Append(NoiseText.Of(run, uncertainty));
        Connections(page, run);
        Loads(page, run);
        Concurrency(page, run);
        Limits(page, run);
        Costs(page, run);
        Idle(page, run);
        Claims(page, run);
        Calibration(page, run);
        Transports(page, run);
        Notes(page, run);
        foreach (var (title, path) in charts)
            page.AppendLine(CultureInfo.InvariantCulture, $"![{title}]({path})").AppendLine();
        return page.ToString();
    }

    private static void RoundTrips(StringBuilder page, RunResults run, Uncertainty uncertainty)
    {
        var cells = Cells(run, Scenario.RoundTrip);
        if (cells.Count == 0)
            return;
        page.AppendLine("## Round trip").AppendLine().AppendLine("One message in flight: a request and its reply of the same size.").AppendLine();
        var table = new MarkdownTable("transport", ">payload", ">p50", ">± 95 %", ">p90", ">p99", ">± 95 %", ">p99.9", ">max", ">there p50", ">back p50", ">messages/s", ">lost", "durability", "status");
        foreach (var cell in cells)
        {
            string[] latency =
            [
                .. Latencies(cell, l => l.P50), NoiseText.Of(uncertainty.Of(cell, Quantity.P50)),
                .. Latencies(cell, l => l.P90, l => l.P99), NoiseText.Of(uncertainty.Of(cell, Quantity.P99)),
                .. Latencies(cell, l => l.P999, l => l.Max),
            ];
            string[] oneWay = [.. new[] { cell.OneWayNs, cell.OneWayBackNs }.Select(delay => delay is null ? "-" : Figures.Duration(delay.P50))];
            table.Add([cell.Transport, Figures.Bytes(cell.PayloadBytes), .. latency, .. oneWay, Rate(cell), Lost(cell), DurabilityText.Of(cell), CellText.Status(cell)]);
        }

        page.Append(table).AppendLine();
        Durabilities(page, cells);
    }

    private static void Streams(StringBuilder page, RunResults run, Uncertainty uncertainty)
    {
        var cells = Cells(run, Scenario.Stream);
        if (cells.Count == 0)
            return;
        page.AppendLine("## Stream").AppendLine().AppendLine("One way, as fast as the responder takes it: what arrived, between the first message and the last.").AppendLine();
        var table = new MarkdownTable("transport", ">payload", ">messages/s", ">± 95 %", ">payload/s", ">lost", "durability", "status");
        foreach (var cell in cells)
            table.Add(cell.Transport, Figures.Bytes(cell.PayloadBytes), Rate(cell), NoiseText.Of(uncertainty.Of(cell, Quantity.MessagesPerSecond)), cell.Throughput is { } rate ? Figures.BytesPerSecond(rate.BytesPerSecond) : "-", Lost(cell), DurabilityText.Of(cell), CellText.Status(cell));
        page.Append(table).AppendLine();
        Durabilities(page, cells);
    }

    private static void Connections(StringBuilder page, RunResults run)
    {
        var cells = Cells(run, Scenario.Connect);
        if (cells.Count == 0)
            return;
        page.AppendLine("## Connect").AppendLine().AppendLine("From nothing to the first reply, each time with a new initiator.").AppendLine();
        var table = new MarkdownTable("transport", ">payload", ">p50", ">p90", ">p99", ">max", ">connections/s", "status");
        foreach (var cell in cells)
            table.Add([cell.Transport, Figures.Bytes(cell.PayloadBytes), .. Latencies(cell, l => l.P50, l => l.P90, l => l.P99, l => l.Max), Rate(cell), CellText.Status(cell)]);
        page.Append(table).AppendLine();
    }

    private static void Loads(StringBuilder page, RunResults run)
    {
        var table = LoadText.Table(run);
        if (table.IsEmpty && run.Capacities.Count == 0)
            return;
        page.AppendLine("## Load").AppendLine();
        page.AppendLine("Open loop: requests at the times of a schedule. Response time is from the intended moment, so a message that had to wait for its turn counts as late; service time is from the moment it was sent.").AppendLine();
        page.Append(table).AppendLine();
        foreach (var line in LoadText.Capacities(run))
            page.AppendLine(CultureInfo.InvariantCulture, $"- {MarkdownTable.Escape(line)}");
        page.AppendLine();
    }

    private static void Concurrency(StringBuilder page, RunResults run)
    {
        var table = ConcurrencyText.Table(run);
        if (table.IsEmpty)
            return;
        page.AppendLine("## Several initiators").AppendLine().AppendLine("Each has its own connection and one message in flight.").AppendLine();
        page.Append(table).AppendLine();
    }

    private static void Limits(StringBuilder page, RunResults run)
    {
        var table = LimitsText.Table(run);
        if (table.IsEmpty)
            return;
        page.AppendLine("## Within limits").AppendLine().AppendLine("Each of the pair's two containers may use so much; services are not limited.").AppendLine();
        page.Append(table).AppendLine();
    }

    private static void Costs(StringBuilder page, RunResults run)
    {
        var table = CostText.Table(run);
        if (table.IsEmpty)
            return;
        page.AppendLine("## What it costs").AppendLine();
        page.AppendLine("For each message, of both ends and the services, while the cell was measured. Disk, network and packets are what all roles wrote and sent; waits are context switches of who gave the processor away; memory is the most that initiator, responder and service held, page cache apart. A dash: there is no such role, or the platform does not say.").AppendLine();
        page.Append(table).AppendLine();
    }

    private static void Idle(StringBuilder page, RunResults run)
    {
        var table = CostText.Idle(run);
        if (table.IsEmpty)
            return;
        page.AppendLine("## What doing nothing costs").AppendLine();
        page.AppendLine("Connected, and nothing sent: cores in use, and what a day of that takes.").AppendLine();
        page.Append(table).AppendLine();
    }

    private static void Claims(StringBuilder page, RunResults run)
    {
        var table = ClaimsText.Table(run);
        if (table.IsEmpty)
            return;
        page.AppendLine("## The common wisdom, checked").AppendLine();
        page.Append(table).AppendLine();
    }

    private static string[] Latencies(CellResult cell, params Func<Distribution, long>[] figures) =>
        [.. figures.Select(figure => cell.LatencyNs is { } latency ? Figures.Duration(figure(latency)) : "-")];

    private static void Calibration(StringBuilder page, RunResults run)
    {
        if (run.Calibration.Count == 0)
            return;
        page.AppendLine("## Beside native tools").AppendLine();
        page.AppendLine("Measured in turn with ours, between two containers of the same engine, network and limits, with the same payload.").AppendLine();
        page.Append(CalibrationText.Table(run.Calibration)).AppendLine();
    }

    private static void Durabilities(StringBuilder page, IReadOnlyList<CellResult> cells)
    {
        if (DurabilityText.Difference(cells) is { } difference)
            page.AppendLine(MarkdownTable.Escape(difference)).AppendLine();
    }

    private static void Transports(StringBuilder page, RunResults run)
    {
        if (run.Results.Count == 0)
            return;
        page.AppendLine("## What the transports promise").AppendLine();
        page.AppendLine("Verified by tests that kill, restart and stall the real thing.").AppendLine();
        page.Append(PromisesText.Table(run)).AppendLine();
    }

    private static void Notes(StringBuilder page, RunResults run)
    {
        var notes = run.Results
            .SelectMany(cell => cell.Flags.Select(flag => NoiseText.InRounds(cell, flag)).Append(cell.Reason).OfType<string>().Select(note => $"- {MarkdownTable.Escape($"{CellText.Name(cell)}, {CellText.Status(cell)}: {note}")}"))
            .ToList();
        if (notes.Count == 0)
            return;
        page.AppendLine("## To be known before trusting a figure").AppendLine();
        notes.ForEach(note => page.AppendLine(note));
        page.AppendLine();
    }

    private static List<CellResult> Cells(RunResults run, Scenario scenario) =>
        [.. run.Results.Where(cell => cell.Scenario == scenario && cell.IsPlain).OrderBy(cell => cell.PayloadBytes)];

    private static string Rate(CellResult cell) => cell.Throughput is { } rate ? Figures.Rate(rate.MessagesPerSecond) : "-";

    private static string Lost(CellResult cell) => cell.Counts?.Lost.ToString(CultureInfo.InvariantCulture) ?? "-";
}
