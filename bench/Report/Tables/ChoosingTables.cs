using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Report.Tables;

/// <summary>The tables of docs/choosing.md, from a run or from the catalogue. Pure.</summary>
internal static class ChoosingTables
{
    private const int MostNext = 2;

    // REST, gRPC and MQTT, and what explains a part of their distance: a connection a request, HTTP/2 without gRPC, the qualities of service.
    private static readonly string[] SideBySideTransports = ["http1", "http1-close", "http2", "grpc", "mqtt-qos0", "mqtt-qos1", "mqtt-qos2"];

    /// <summary>A row for each kind of need, with the transports that have it.</summary>
    public static MarkdownTable Needs(IEnumerable<Traits> transports)
    {
        var table = new MarkdownTable("needs", "transports");
        foreach (var alike in transports.GroupBy(traits => NeedsText.Of(traits)).OrderBy(alike => alike.Key, StringComparer.Ordinal))
            table.Add(alike.Key, string.Join(", ", alike.Select(TransportTable.NameOf)));
        return table;
    }

    /// <summary>A row a wish, with the transport that a run finds best for it; empty without an answer.</summary>
    public static MarkdownTable Choices(Answer? answer)
    {
        var table = new MarkdownTable("when you …", "choose", "because of", "then", "it needs");
        foreach (var choice in answer?.Choices ?? [])
        {
            table.Add(
                choice.Wish,
                choice.Best is { } best ? best.Transport : "none of those measured",
                choice.Figure.Length == 0 ? "-" : FlagMark.On(choice.Figure, choice.Best),
                choice.Next.Count == 0 ? "-" : string.Join(", ", choice.Next.Take(MostNext).Select(Next)) + More(choice.Next.Count - MostNext),
                choice.Best is { } chosen ? NeedsText.OfTransport(chosen.Transport) : "-");
        }

        return table;
    }

    /// <summary>A row a transport: latency and cores back to back, and at each rate at which the run loaded it, the highest first.</summary>
    /// <param name="run">Its round trips and loads.</param>
    /// <param name="payloadBytes">Size of the messages.</param>
    public static MarkdownTable AwakeAndWoken(RunResults run, int payloadBytes)
    {
        var figures = new RunFigures(run);
        var rates = Rates(figures, payloadBytes);
        if (rates.Count == 0)
            rates = [Suite.OrdinaryRate];
        string[] Headings(string figure) => [$">{figure} back to back", .. rates.Select(rate => $">{figure} at {Figures.Rate(rate)}")];
        var table = new MarkdownTable(["transport", .. Headings("p50"), .. Headings("p99"), .. Headings("cores")]);
        foreach (var roundTrip in RoundTrips(run).Where(cell => cell.PayloadBytes == payloadBytes))
        {
            List<CellResult?> cells = [roundTrip, .. rates.Select(rate => figures.Load(roundTrip.Transport, rate, payloadBytes))];
            table.Add([roundTrip.Transport, .. cells.Select(RunFigures.P50), .. cells.Select(RunFigures.P99), .. cells.Select(RunFigures.Cores)]);
        }

        return table;
    }

    /// <summary>REST, gRPC and MQTT: a column a transport, a row a figure.</summary>
    public static MarkdownTable SideBySide(RunResults run)
    {
        var figures = new RunFigures(run);
        var table = new MarkdownTable(["", .. SideBySideTransports.Select(transport => $">{transport}")]);
        void Row(string name, Func<string, string> of) => table.Add([name, .. SideBySideTransports.Select(of)]);

        var payloads = RoundTrips(run).Select(cell => cell.PayloadBytes).Distinct().Order().ToList();
        foreach (var payload in payloads)
        {
            Row($"p50 of {Figures.Bytes(payload)}", transport => RunFigures.P50(figures.Plain(transport, Scenario.RoundTrip, payload)));
            Row($"p99 of {Figures.Bytes(payload)}", transport => RunFigures.P99(figures.Plain(transport, Scenario.RoundTrip, payload)));
        }

        foreach (var payload in payloads)
        {
            foreach (var rate in Rates(figures, payload))
            {
                Row($"p50 of {Figures.Bytes(payload)} at {Figures.Rate(rate)}", transport => RunFigures.P50(figures.Load(transport, rate, payload)));
                Row($"p99 of {Figures.Bytes(payload)} at {Figures.Rate(rate)}", transport => RunFigures.P99(figures.Load(transport, rate, payload)));
            }
        }

        foreach (var payload in payloads)
            Row($"one way, {Figures.Bytes(payload)}", transport => RunFigures.Rate(figures.Plain(transport, Scenario.Stream, payload)));
        var smallest = payloads.FirstOrDefault();
        CellResult? RoundTrip(string transport) => RunFigures.Trusted(figures.Plain(transport, Scenario.RoundTrip, smallest));
        CellResult? Stream(string transport) => RunFigures.Trusted(figures.Plain(transport, Scenario.Stream, smallest));
        Row("one way, in flight", transport => Stream(transport) is { } stream ? CellText.UnderWay(stream) ?? "-" : "-");
        Row("CPU of all roles, a round trip", transport => RunFigures.Cpu(RoundTrip(transport)));
        Row("CPU of all roles, a message one way", transport => RunFigures.Cpu(Stream(transport)));
        Row("on the network, a round trip", transport => Network(RoundTrip(transport)));
        Row("peak memory of all roles", transport => Memory(RoundTrip(transport)));
        Row("delivers", transport => RoundTrip(transport)?.Guarantees is { } guarantees ? EnumText.Of(guarantees.Delivery) : "-");
        Row("survives a restart of", transport => SurvivesText.Of(RoundTrip(transport)?.Guarantees));
        Row("on overload", transport => RoundTrip(transport)?.Guarantees is { } guarantees ? EnumText.Of(guarantees.OverloadBehaviour) : "-");
        Row("durability", transport => RoundTrip(transport) is { } cell ? DurabilityText.Of(cell) : "-");
        Row("needs", NeedsText.OfTransport);
        return table;
    }

    private static IEnumerable<CellResult> RoundTrips(RunResults run) => run.Results.Where(cell => cell is { Scenario: Scenario.RoundTrip, IsPlain: true });

    private static List<double> Rates(RunFigures figures, int payloadBytes) =>
        [.. figures.Loads.Where(cell => cell.PayloadBytes == payloadBytes).Select(cell => cell.OfferedRate!.Value).Distinct().OrderDescending()];

    private static string Network(CellResult? cell) =>
        cell?.Total(role => role.PerMessage?.NetworkBytesSent) is { } bytes ? Figures.Bytes(bytes) : "-";

    private static string Memory(CellResult? cell) =>
        cell is not null && cell.Cost.HoldsMemory() && cell.IsWholeKnown() ? Figures.Bytes(cell.Cost.Roles().Sum(role => role.PeakMemoryBytes)) : "-";

    private static string Next(RunnerUp next) => $"{(next.Close ? "≈ " : "")}{next.Transport} {next.Figure}{(next.IsFlagged ? FlagMark.Dagger : "")}";

    private static string More(int count) => count > 0 ? $" and {count} more" : "";
}
