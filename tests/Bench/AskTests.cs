using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using InterContainer.Bench.Analysis;
using InterContainer.Bench.Analysis.Advising;
using InterContainer.Bench.Commands;
using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Bench;

/// <summary>The form of the page and <c>advise</c> give the same answers to the same questions: its script against <see cref="Advisor"/>.</summary>
public sealed partial class AskTests
{
    private const int Questions = 600;

    private static readonly string[] Limits = ["p50", "p99", "cores"];

    private static readonly string[] Wishes = ["ordered", "exactlyOnce", "responder", "service", "noBroker", "noService"];

    // What the page says of a transport that fails by no figure, and the requirement that it is.
    private static readonly Dictionary<string, string> Breaches = new()
    {
        ["may arrive in another order"] = "ordered",
        ["may arrive twice, or not at all"] = "exactly-once",
        ["lost when the receiver restarts"] = "survives responder-restart",
        ["lost when the service restarts"] = "survives service-restart",
        ["needs a broker"] = "no-broker",
        ["needs a server in addition to the two ends"] = "no-service",
        ["carries no message of that size"] = "payload",
    };

    private static readonly Dictionary<string, string> Unknowns = new()
    {
        ["durability"] = "durable",
        ["exactlyOnce"] = "exactly-once",
        ["responder"] = "survives responder-restart",
        ["service"] = "survives service-restart",
        ["not measured at this size"] = "latency",
    };

    [Fact]
    public void The_page_answers_generated_questions_as_the_command_does()
    {
        var run = ResultsFile.Read(PageExamples.ReferencePath());

        var seen = Compare(run, run.Results, seed: 18);

        // What was generated is worth asking: each verdict, and each kind of reason that the reference run can give.
        Assert.All(["qualifies", "qualifies, not for sure", "not measured", "rejected"], verdict => Assert.Contains(verdict, seen.Verdicts));
        Assert.All([.. Breaches.Values, "durable"], requirement => Assert.Contains($"{requirement} fails", seen.Reasons));
    }

    [Fact]
    public void They_agree_on_what_a_run_does_not_say()
    {
        var reference = ResultsFile.Read(PageExamples.ReferencePath());
        // As an older file has it: some transports without guarantees, durability or cost.
        var run = reference with
        {
            Results =
            [
                .. reference.Results.Select(cell => (cell.Transport.Length % 3) switch
                {
                    0 => cell with { Guarantees = null },
                    1 => cell with { Settings = new Dictionary<string, string>() },
                    _ => cell with { Cost = null },
                }),
            ],
        };

        var seen = Compare(run, run.Results, seed: 19);

        Assert.All(
            ["ordered", "exactly-once", "survives responder-restart", "survives service-restart", "durable", "cores"],
            requirement => Assert.Contains($"{requirement} not measured", seen.Reasons));
    }

    [Theory]
    [InlineData("cores=0")]
    [InlineData("p50=0.001")]
    [InlineData("p99=3600000000")]
    [InlineData("p50= 20 p99=")]
    public void They_agree_at_the_ends_of_the_ranges(string fill)
    {
        var run = ResultsFile.Read(PageExamples.ReferencePath());
        using var page = new AskPage(run);
        var fields = fill.Split(' ').Select(field => field.Split('=')).Where(field => field.Length == 2).ToDictionary(field => field[0], field => field[1]);

        Assert.Equal(Answers(run, Asked(Filled(fields, page))), Answers(page.Ask(Filled(fields, page)), out _));
    }

    private static (HashSet<string> Verdicts, HashSet<string> Reasons) Compare(RunResults run, IReadOnlyList<CellResult> cells, int seed)
    {
        using var page = new AskPage(run);
        var random = new Random(seed);
        (HashSet<string> Verdicts, HashSet<string> Reasons) seen = ([], []);
        for (var question = 0; question < Questions; question++)
        {
            var fields = Generate(random, page, cells);
            var asked = Asked(fields);

            var answers = Answers(page.Ask(fields), out var command);

            Assert.Equal(Answers(run, asked), answers);
            Assert.Equivalent(asked, Read(command), strict: true);
            foreach (var answer in answers)
            {
                seen.Verdicts.Add(answer.Verdict);
                seen.Reasons.UnionWith(answer.Reasons.Split("; ").Select(reason => reason.Split(':')[0]));
            }
        }

        return seen;
    }

    // Limits lie where the figures do; some are a figure itself, which is the edge.
    private static Dictionary<string, string> Generate(Random random, AskPage page, IReadOnlyList<CellResult> cells)
    {
        var fields = new Dictionary<string, string>
        {
            ["payload"] = Number(page.Payloads[random.Next(page.Payloads.Count)]),
            ["durability"] = random.Next(3) > 0 ? "" : page.Durabilities[random.Next(page.Durabilities.Count)],
        };
        foreach (var limit in Limits.Where(_ => random.Next(3) == 0))
        {
            var figures = cells.Where(cell => cell.Scenario == Scenario.RoundTrip && Number(cell.PayloadBytes) == fields["payload"])
                .Select(cell => limit switch { "p50" => cell.LatencyNs?.P50 / 1000, "p99" => cell.LatencyNs?.P99 / 1000, _ => cell.TotalCores() })
                .OfType<double>()
                .Where(figure => figure > 0)
                .ToList();
            var figure = figures[random.Next(figures.Count)];
            fields[limit] = random.Next(4) switch
            {
                0 => Number(figure),
                1 => Figures.Digits(figure),
                2 => Figures.Digits(figure * Math.Exp(0.1 * (random.NextDouble() - 0.5))),
                _ => Figures.Digits(figure * Math.Exp(3 * (random.NextDouble() - 0.5))),
            };
        }

        foreach (var wish in Wishes.Where(_ => random.Next(6) == 0))
            fields[wish] = "on";
        return fields;
    }

    private static Dictionary<string, string> Filled(Dictionary<string, string> fields, AskPage page) =>
        new(fields) { ["payload"] = Number(page.Payloads[0]), ["durability"] = "" };

    private static Requirements Asked(Dictionary<string, string> fields)
    {
        double? Limit(string name) => fields.GetValueOrDefault(name) is { } text && text.Trim().Length > 0
            ? double.Parse(text, CultureInfo.InvariantCulture)
            : null;
        return new Requirements
        {
            PayloadBytes = int.Parse(fields["payload"], CultureInfo.InvariantCulture),
            P50Ns = Limit("p50") * 1000,
            P99Ns = Limit("p99") * 1000,
            MaxCores = Limit("cores"),
            Durability = fields["durability"] is { Length: > 0 } durability ? durability : null,
            Ordered = fields.ContainsKey("ordered"),
            ExactlyOnce = fields.ContainsKey("exactlyOnce"),
            SurvivesResponderRestart = fields.ContainsKey("responder"),
            SurvivesServiceRestart = fields.ContainsKey("service"),
            NoBroker = fields.ContainsKey("noBroker"),
            NoService = fields.ContainsKey("noService"),
        };
    }

    private static List<Row> Answers(RunResults run, Requirements asked)
    {
        var advice = Advisor.Advise(run, asked);
        return [.. advice.Qualified.Concat(advice.Open).Concat(advice.Rejected).Select(RowOf)];
    }

    private static Row RowOf(Verdict verdict)
    {
        var figures = verdict.Figures;
        return new Row(
            verdict.Place > 0 ? Number(verdict.Place) : "",
            $"{verdict.Candidate.Transport}{(verdict.Flags.Count > 0 ? " †" : "")}",
            verdict.Outcome switch
            {
                Outcome.Met => "qualifies",
                Outcome.MetNotForSure => "qualifies, not for sure",
                Outcome.NotMeasured => "not measured",
                _ => "rejected",
            },
            figures.P50Ns is { } p50 ? Figures.Duration(p50) : "-",
            figures.P99Ns is { } p99 ? Figures.Duration(p99) : "-",
            figures.Cores is { } cores ? Figures.Digits(cores) : "-",
            string.Join("; ", Reasons(verdict).Concat(verdict.Flags.Select(flag => $"† {flag}")).Order(StringComparer.Ordinal)));
    }

    private static IEnumerable<string> Reasons(Verdict verdict)
    {
        var isTooLarge = verdict.Checks.Any(check => check is { Requirement: "payload", Outcome: Outcome.Failed });
        foreach (var check in verdict.Checks)
        {
            var requirement = check.Requirement == "max-cores" ? "cores" : check.Requirement;
            var figure = CheckedFigure().Match(check.Text);
            // That it was not measured goes without saying of what it does not carry.
            if (check.Outcome == Outcome.NotMeasured && !(isTooLarge && requirement == "latency"))
                yield return $"{requirement} not measured";
            else if (check.Outcome == Outcome.MetNotForSure)
                yield return $"{requirement} not for sure: {figure.Groups["figure"].Value}, {figure.Groups["high"].Value}";
            else if (check.Outcome == Outcome.Failed)
                yield return figure.Success ? $"{requirement} fails: {figure.Groups["figure"].Value}, {figure.Groups["factor"].Value}" : $"{requirement} fails";
        }
    }

    private static List<Row> Answers(string shown, out string command)
    {
        using var json = JsonDocument.Parse(shown);
        command = json.RootElement.GetProperty("command").GetString()!;
        List<Row> rows =
        [
            .. json.RootElement.GetProperty("rows").EnumerateArray().Select(row => row.EnumerateArray().Select(cell => cell.GetString()!).ToArray())
                .Select(cells => new Row(
                    cells[0],
                    cells[1],
                    cells[2],
                    cells[3],
                    cells[4],
                    cells[5],
                    string.Join("; ", cells[6].Split("; ", StringSplitOptions.RemoveEmptyEntries).Select(Reason).Order(StringComparer.Ordinal)))),
        ];
        int Count(string verdict) => rows.Count(row => row.Verdict.StartsWith(verdict, StringComparison.Ordinal));
        Assert.StartsWith($"{Count("qualifies")} qualify", json.RootElement.GetProperty("said").GetString(), StringComparison.Ordinal);
        Assert.EndsWith(
            $", {Count("not measured")} not measured, {Count("rejected")} rejected",
            json.RootElement.GetProperty("said").GetString(),
            StringComparison.Ordinal);
        return rows;
    }

    private static string Reason(string shown)
    {
        if (shown.StartsWith('†'))
            return shown;
        if (Breaches.TryGetValue(shown, out var breached))
            return $"{breached} fails";
        if (shown.StartsWith("accepted means ", StringComparison.Ordinal))
            return "durable fails";
        if (Unknowns.TryGetValue(shown, out var unknown))
            return $"{unknown} not measured";
        if (NotKnown().Match(shown) is { Success: true } missing)
            return $"{Unknowns.GetValueOrDefault(missing.Groups["name"].Value, missing.Groups["name"].Value)} not measured";
        var figure = ShownFigure().Match(shown);
        Assert.True(figure.Success, shown);
        var (name, value) = (figure.Groups["name"].Value, figure.Groups["figure"].Value);
        return figure.Groups["high"] is { Success: true } high
            ? $"{name} not for sure: {value}, {high.Value}"
            : $"{name} fails: {value}, {figure.Groups["factor"].Value}";
    }

    private static Requirements Read(string command)
    {
        var options = new AdviseOptions();
        var verb = new RootCommand();
        foreach (var option in options.All)
            verb.Add(option);
        return options.Read(verb.Parse(command.Split(" advise DIR ")[1]));
    }

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    [GeneratedRegex("^(p50|p99|cores) (?<figure>[^>≤]+) ([>] [^,]+(, (?<factor>[^×]+)×)?$|≤ .*it may be (?<high>.+)$)")]
    private static partial Regex CheckedFigure();

    [GeneratedRegex("^(?<name>p50|p99|cores) (?<figure>[^>]+?) ([>] [^,]+(, (?<factor>[^×]+)×)?$|may be (?<high>.+)$)")]
    private static partial Regex ShownFigure();

    [GeneratedRegex("^(?<name>.+) not (known|measured)$")]
    private static partial Regex NotKnown();

    private sealed record Row(string Place, string Transport, string Verdict, string P50, string P99, string Cores, string Reasons);
}
