using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Report.Tables;

/// <summary>The table of the README: a row for each transport that people ask about first. Pure.</summary>
internal static class ShortAnswer
{
    // In this order, because REST, gRPC and MQTT are compared with one another. KnownAs: null where the name says it.
    private static readonly (string Transport, string? KnownAs)[] Representatives =
    [
        ("shared-memory", null),
        ("uds", "Unix socket"),
        ("tcp", null),
        ("http1", "REST"),
        ("grpc", null),
        ("mqtt-qos1", null),
        ("file-watch", "inotify"),
        ("postgres-notify", null),
    ];

    /// <summary>A row a representative; a dash for what the run has not.</summary>
    /// <param name="run">Its round trips, its streams, and its loads at the ordinary rate.</param>
    /// <param name="payloadBytes">Size of the messages.</param>
    public static MarkdownTable Table(RunResults run, int payloadBytes)
    {
        var figures = new RunFigures(run);
        var rate = OrdinaryRate.Of(run)?.PerSecond ?? Suite.OrdinaryRate;
        var table = new MarkdownTable(
            "transport",
            ">p50",
            ">p99",
            $">p50 at {Figures.Rate(rate)}",
            $">p99 at {Figures.Rate(rate)}",
            ">CPU",
            ">one-way rate",
            "survives a restart of",
            "durability",
            "needs");
        foreach (var (transport, knownAs) in Representatives)
        {
            var roundTrip = figures.Plain(transport, Scenario.RoundTrip, payloadBytes);
            var load = figures.Load(transport, rate, payloadBytes);
            var stream = figures.Plain(transport, Scenario.Stream, payloadBytes);
            table.Add(
                $"{transport}{(knownAs is null ? "" : $" ({knownAs})")}",
                FlagMark.On(RunFigures.P50(roundTrip), roundTrip),
                FlagMark.On(RunFigures.P99(roundTrip), roundTrip),
                FlagMark.On(RunFigures.P50(load), load),
                FlagMark.On(RunFigures.P99(load), load),
                FlagMark.On(RunFigures.Cpu(roundTrip), roundTrip),
                FlagMark.On(RunFigures.Rate(stream), stream),
                SurvivesText.Of(roundTrip?.Guarantees),
                roundTrip is null ? "-" : DurabilityText.Of(roundTrip),
                NeedsText.OfTransport(transport));
        }

        return table;
    }
}

/// <summary>The cells of a run with one end each and without limits, and their figures as people read them.</summary>
/// <remarks>A cell that there is not is a dash; one that may not be trusted says how it ended in place of its first figure.</remarks>
internal sealed class RunFigures(RunResults run)
{
    /// <summary>Null where it was not measured.</summary>
    public CellResult? Plain(string transport, Scenario scenario, int payloadBytes) =>
        run.Results.FirstOrDefault(cell => cell.IsPlain && cell.Transport == transport && cell.Scenario == scenario && cell.PayloadBytes == payloadBytes);

    /// <summary>Null where it was not measured.</summary>
    public CellResult? Load(string transport, double rate, int payloadBytes) => Loads.FirstOrDefault(
        cell => cell.Transport == transport && cell.PayloadBytes == payloadBytes && cell.OfferedRate == rate);

    /// <summary>Those of one initiator with one request in flight.</summary>
    public IEnumerable<CellResult> Loads => run.Results.Where(
        cell => cell is { Scenario: Scenario.Load, Initiators: 1, InFlight: 1, Responders: 1, Conditions.IsDefault: true, OfferedRate: not null });

    /// <summary>Median of the latency, of a load that of its service time.</summary>
    public static string P50(CellResult? cell) => cell switch
    {
        null => "-",
        { Status: not Status.Ok } => CellText.Outcome(cell),
        _ => Latency(cell) is { } latency ? Figures.Duration(latency.P50) : "-",
    };

    /// <summary>99th percentile, likewise; a dash where a round had too few messages.</summary>
    public static string P99(CellResult? cell) => Trusted(cell) is { } ok && Latency(ok)?.P99 is { } tail ? Figures.Duration(tail) : "-";

    /// <summary>CPU time of all roles for a message, of a round trip for a request and its reply.</summary>
    public static string Cpu(CellResult? cell) => Trusted(cell)?.CpuNsPerMessage() is { } ns ? Figures.Duration(ns) : "-";

    /// <summary>CPU time of all roles by elapsed time.</summary>
    public static string Cores(CellResult? cell) => Trusted(cell)?.TotalCores() is { } cores ? Figures.Digits(cores) : "-";

    /// <summary>Messages a second.</summary>
    public static string Rate(CellResult? cell) => cell switch
    {
        null => "-",
        { Status: not Status.Ok } => CellText.Outcome(cell),
        _ => cell.Throughput is { } rate ? Figures.Rate(rate.MessagesPerSecond) : "-",
    };

    /// <summary>Itself where its figures may be trusted; else null.</summary>
    public static CellResult? Trusted(CellResult? cell) => cell is { Status: Status.Ok } ? cell : null;

    private static DistributionSummary? Latency(CellResult cell) => cell.Scenario == Scenario.Load ? cell.ServiceTimeNs : cell.LatencyNs;
}

/// <summary>What accepted messages outlive, in words.</summary>
internal static class SurvivesText
{
    /// <summary><c>responder and service</c>, or <c>nothing</c>; a dash where it is not known.</summary>
    public static string Of(Guarantees? guarantees)
    {
        if (guarantees is null)
            return "-";
        List<string> survived = [];
        if (guarantees.SurvivesResponderRestart)
            survived.Add("responder");
        if (guarantees.SurvivesServiceRestart == true)
            survived.Add("service");
        return survived.Count == 0 ? "nothing" : string.Join(" and ", survived);
    }
}

/// <summary>What has to be there for a transport, in an operator's words.</summary>
internal static class NeedsText
{
    private const Needs SameHost = Needs.SharedFolder | Needs.MemoryFolder;

    /// <summary><c>same host, tmpfs</c> or <c>network, broker</c>.</summary>
    public static string Of(Traits traits) =>
        string.Join(", ", Parts(traits, service => service.Kind == ServiceKind.Database ? "database server" : "broker"));

    /// <summary>The same with the name of the service: <c>network and redis</c>.</summary>
    public static string WithService(Traits traits) => string.Join(" and ", Parts(traits, service => service.Name));

    private static List<string> Parts(Traits traits, Func<Service, string> text)
    {
        var (needs, service) = (traits.Needs, traits.Service);
        if (needs == Needs.None && service is null)
            return ["nothing"];
        var isOnOneHost = (needs & SameHost) != 0 || service is { IsBySocket: true };
        List<string> all = [needs.HasFlag(Needs.SameProcess) ? "one process" : isOnOneHost ? "same host" : "network"];
        if (needs.HasFlag(Needs.MemoryFolder))
            all.Add("tmpfs");
        if (service is not null)
            all.Add(text(service.Service));
        return all;
    }

    /// <summary>As of its traits; a dash where it is none of the catalogue.</summary>
    /// <param name="transport">With its options, or without.</param>
    public static string OfTransport(string transport) =>
        Catalogue.BuiltIn.Transports.FirstOrDefault(known => known.Traits.Name == transport.Split(':')[0])?.Traits is { } traits ? Of(traits) : "-";
}
