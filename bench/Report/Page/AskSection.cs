using System.Text.Json;
using InterContainer.Bench.Analysis.Advising;
using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Page;

/// <summary>
/// The question of <c>advise</c>, asked in the page: of sizes that were measured, without a rate and of one initiator, so that nothing is interpolated. The
/// figures stand in the page as data; a script decides by them as <see cref="Advisor"/> does.
/// </summary>
internal static class AskSection
{
    // Of a run with very many transports the page has no room for all that the script would have to know.
    private const int Room = 200_000;
    private const int LeastOfChoice = 300;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static readonly (string Name, string Label)[] Limits =
    [
        ("p50", "p50 at most, µs"), ("p99", "p99 at most, µs"), ("cores", "cores of all roles at most"),
    ];

    private static readonly (string Name, string Label)[] Wishes =
    [
        ("ordered", "in order"), ("exactlyOnce", "exactly once"),
        ("responder", "survives a restart of the receiver"), ("service", "survives a restart of the service"),
        ("noBroker", "no broker"), ("noService", "no broker and no database server"),
    ];

    /// <summary>Adds it, unseen until the script is there; nothing for a run without round trips, or with too many.</summary>
    public static void Add(Html page, RunResults run)
    {
        var payloads = run.Results.Where(cell => cell is { Scenario: Scenario.RoundTrip, IsPlain: true })
            .Select(cell => cell.PayloadBytes)
            .Distinct()
            .Order()
            .ToList();
        var candidates = Candidate.Of(run).ToList();
        if (candidates.Count * payloads.Count is 0 or > Room / LeastOfChoice)
            return;
        List<AskedChoice> choices = [.. payloads.SelectMany(payload => Choices(candidates, payload))];
        var data = JsonSerializer.Serialize(choices, Json);
        if (data.Length > Room)
            return;
        page.Open("section", ("id", "ask"), ("hidden", ""))
            .Element("h2", "Which one for you?")
            .Open("form", ("id", "question"))
            .Open("label")
            .Text("Messages of ")
            .Open("select", ("name", "payload"));
        foreach (var payload in payloads)
            page.Element("option", Figures.Bytes(payload), ("value", $"{payload}"));
        page.Close("select").Close("label");
        foreach (var (name, label) in Limits)
            page.Open("label").Text($"{label} ").Open("input", ("name", name), ("type", "number"), ("min", "0"), ("step", "any"), ("size", "8")).Close("label");
        page.Open("label").Text("accepted means at least ").Open("select", ("name", "durability"));
        foreach (var (index, durability) in GuaranteeChecks.Durabilities.Index())
            page.Element("option", index == 0 ? "on its way" : durability, ("value", index == 0 ? "" : durability));
        page.Close("select").Close("label");
        foreach (var (name, label) in Wishes)
            page.Open("label").Open("input", ("name", name), ("type", "checkbox")).Text($" {label}").Close("label");
        page.Element("button", "Ask anew", ("type", "reset")).Close("form").Line()
            .Open("p").Open("output", ("id", "said"), ("aria-live", "polite")).Close("output").Close("p")
            .Open("div", ("class", "wide"), ("tabindex", "0"), ("role", "region"), ("aria-label", "Which transports qualify, scrolls sideways"))
            .Open("table", ("id", "answers"), ("class", "data")).Open("thead").Open("tr");
        var columns = new[]
        {
            ("#", true), ("transport", false), ("verdict", false), ("p50", true), ("p99", true), ("cores", true), ("why", false),
        };
        foreach (var (name, number) in columns)
            page.Element("th", name, ("scope", "col"), ("class", number ? "n" : null));
        page.Close("tr").Close("thead").Open("tbody").Close("tbody").Close("table").Close("div")
            .Element(
                "p",
                "Round trips of one message at a time, of sizes that were measured. "
                    + "For a rate, one-way delay, idle cost or a size in between, ask on the command line:",
                ("class", "aside"))
            .Open("pre").Open("code", ("id", "command")).Close("code").Close("pre")
            .Open("script", ("type", "application/json"), ("id", "choices")).Raw(data).Close("script")
            .Close("section").Line();
    }

    private static IEnumerable<AskedChoice> Choices(List<Candidate> candidates, int payload)
    {
        var readings = candidates.Select(candidate => new Readings(candidate, payload)).ToList();
        return readings.Select(of => Choice(of, payload, readings));
    }

    private static AskedChoice Choice(Readings of, int payload, List<Readings> all)
    {
        var (candidate, guarantees) = (of.Candidate, of.Candidate.Guarantees);
        return new AskedChoice
        {
            Transport = candidate.Transport,
            Payload = payload,
            MaxPayload = candidate.MaxPayloadBytes,
            P50 = of.P50.Value,
            P50Text = Duration(of.P50.Value),
            P50High = of.P50.High,
            P50HighText = Duration(of.P50.High),
            P50Alike = Alike(readings => readings.P50),
            P99 = of.P99.Value,
            P99Text = Duration(of.P99.Value),
            P99High = of.P99.High,
            P99HighText = Duration(of.P99.High),
            P99Alike = Alike(readings => readings.P99),
            Cores = of.Cores.Value,
            CoresText = of.Cores.Value is { } used ? Figures.Digits(used) : "-",
            Flags = [.. new[] { of.P50, of.P99, of.Rate, of.Cores }.SelectMany(reading => reading.Flags).Distinct()],
            Durability = candidate.Durability,
            Ordered = guarantees?.Ordered,
            ExactlyOnce = guarantees?.IsOnce,
            Responder = guarantees?.SurvivesResponderRestart,
            Service = guarantees is null ? null : guarantees.SurvivesServiceRestart ?? true,
            NoBroker = !candidate.HasBroker,
            NoService = !candidate.HasService,
        };

        IReadOnlyList<string> Alike(Func<Readings, AdvisedFigure> reading) =>
            [.. all.Where(other => other != of && AdvisedFigure.IsOne(reading(of), reading(other))).Select(other => other.Candidate.Transport)];

        static string Duration(double? ns) => ns is { } known ? Figures.Duration(known) : "-";
    }

    /// <summary>Of one transport at one size, measured at exactly that.</summary>
    private sealed class Readings(Candidate candidate, int payload)
    {
        public Candidate Candidate { get; } = candidate;

        public AdvisedFigure P50 { get; } = Measured(candidate.FullSpeed(Scenario.RoundTrip, cell => cell.LatencyNs?.P50, payload, 1, Quantity.P50));

        public AdvisedFigure P99 { get; } = Measured(candidate.FullSpeed(Scenario.RoundTrip, cell => cell.LatencyNs?.P99, payload, 1, Quantity.P99));

        public AdvisedFigure Rate { get; } = Measured(candidate.Carried(payload, 1, oneWay: false));

        public AdvisedFigure Cores { get; } = Measured(candidate.FullSpeed(Scenario.RoundTrip, Candidate.Cores, payload, 1));

        private static AdvisedFigure Measured(AdvisedFigure reading) => reading.How is null ? reading : AdvisedFigure.None(reading.How);
    }

    /// <summary>What the script knows of a transport at one size; null: not known.</summary>
    private sealed record AskedChoice
    {
        public required string Transport { get; init; }

        public required int Payload { get; init; }

        public required int? MaxPayload { get; init; }

        public required double? P50 { get; init; }

        public required string P50Text { get; init; }

        public required double? P50High { get; init; }

        public required string P50HighText { get; init; }

        /// <summary>The transports that cannot be told from it in this.</summary>
        public required IReadOnlyList<string> P50Alike { get; init; }

        public required double? P99 { get; init; }

        public required string P99Text { get; init; }

        public required double? P99High { get; init; }

        public required string P99HighText { get; init; }

        public required IReadOnlyList<string> P99Alike { get; init; }

        public required double? Cores { get; init; }

        public required string CoresText { get; init; }

        public required IReadOnlyList<string> Flags { get; init; }

        public required string? Durability { get; init; }

        public required bool? Ordered { get; init; }

        public required bool? ExactlyOnce { get; init; }

        public required bool? Responder { get; init; }

        public required bool? Service { get; init; }

        public required bool NoBroker { get; init; }

        public required bool NoService { get; init; }
    }
}
