using System.Globalization;
using System.Text;
using InterContainer.Bench.Analysis;
using InterContainer.Bench.Analysis.Advising;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Bench.Report.Tables;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Advising;

/// <summary>Advice as people read it: tables of GitHub Markdown. Pure.</summary>
internal static class AdviceText
{
    /// <param name="advice">The answer.</param>
    /// <param name="run">Of which it is.</param>
    /// <param name="folder">Where that lies.</param>
    public static string Of(Advice advice, RunResults run, string folder)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"Asked: {QuestionText.Of(advice.Requirements)}");
        text.AppendLine(CultureInfo.InvariantCulture, $"Of:    {folder}; {MachineText.Of(run)}").AppendLine();
        // A question with a rate gets the figures at that rate.
        var ordinary = advice.Requirements.Rate is null ? OrdinaryRate.Of(run) : null;
        Qualified(text, advice, ordinary);
        Open(text, advice, ordinary);
        FannedOut(text, advice, run);
        Rejected(text, advice);
        Notes(text, advice, ordinary);
        return text.ToString();
    }

    private static void Qualified(StringBuilder text, Advice advice, OrdinaryRate? ordinary)
    {
        if (advice.Qualified.Count == 0)
        {
            text.AppendLine(advice.Open.Count == 0 ? "Nothing of this run qualifies." : "Nothing of this run is known to qualify.").AppendLine();
            return;
        }

        text.AppendLine(CultureInfo.InvariantCulture, $"Qualifies, the best {(advice.Requirements is { P50Ns: not null, P99Ns: null } ? "p50" : "p99")} first:")
            .AppendLine();
        var table = Table(">#", ordinary, HasWakes(advice), "for sure", "Pareto");
        foreach (var verdict in advice.Qualified)
        {
            table.Add([
                verdict.Place.ToString(CultureInfo.InvariantCulture),
                .. Row(verdict, advice.Requirements, ordinary, HasWakes(advice)),
                Sure(verdict),
                verdict.IsOnFront switch { true => "front", false => "", null => "?" },
            ]);
        }

        text.Append(table).AppendLine();
        text.AppendLine(
            "Transports that share a rank are indistinguishable. "
                + "for sure: the whole 95 % interval meets what was asked; \"not p99\": the figure meets it, the interval does not. "
                + "front: no other that qualifies is at least as good in latency, rate and cores and better in one. ?: one of these was not measured.")
            .AppendLine();
        var notForSure = from verdict in advice.Qualified
                         from check in verdict.Checks
                         where check.Outcome == Outcome.MetNotForSure
                         select $"- {verdict.Candidate.Transport}: {check.Text}";
        foreach (var check in notForSure)
            text.AppendLine(check);
        if (advice.Qualified.Any(verdict => verdict.Outcome == Outcome.MetNotForSure))
            text.AppendLine();
    }

    private static void Open(StringBuilder text, Advice advice, OrdinaryRate? ordinary)
    {
        if (advice.Open.Count == 0)
            return;
        text.AppendLine("Not measured; nothing that was measured speaks against these:").AppendLine();
        var table = Table(null, ordinary, HasWakes(advice), "not measured");
        foreach (var verdict in advice.Open)
            table.Add([.. Row(verdict, advice.Requirements, ordinary, HasWakes(advice)), Join(verdict, Outcome.NotMeasured)]);
        text.Append(table).AppendLine();
        var remedies = advice.Open
            .SelectMany(
                verdict => verdict.Checks.Select(check => check.Remedy).OfType<Measuring>().Distinct(),
                (verdict, remedy) => (remedy, verdict.Candidate.Transport))
            .GroupBy(open => open.remedy, open => open.Transport)
            .ToList();
        if (remedies.Count == 0)
            return;
        text.AppendLine("To measure it, then ask of that run:").AppendLine();
        foreach (var remedy in remedies)
            text.AppendLine(CultureInfo.InvariantCulture, $"    {remedy.Key.Command(remedy)}");
        text.AppendLine();
    }

    private static void FannedOut(StringBuilder text, Advice advice, RunResults run)
    {
        var table = FanOutText.ForAdvice(advice.FanOuts(run));
        if (table.IsEmpty)
            return;
        text.AppendLine("Where several subscribers each get every message (fan-out), until the last of them has it:").AppendLine();
        text.Append(table).AppendLine();
    }

    private static void Rejected(StringBuilder text, Advice advice)
    {
        if (advice.Rejected.Count == 0)
            return;
        text.AppendLine("Rejected, the nearest miss first:").AppendLine();
        var table = new MarkdownTable("transport", "fails");
        foreach (var verdict in advice.Rejected)
            table.Add(verdict.Candidate.Transport, Join(verdict, Outcome.Failed));
        text.Append(table).AppendLine();
    }

    private static void Notes(StringBuilder text, Advice advice, OrdinaryRate? ordinary)
    {
        foreach (var line in Shared(advice))
            text.AppendLine(line);
        if (ordinary is not null)
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"- p50 at {ordinary.Text}: {OrdinaryRate.Meaning(ordinary.Text)} The order is that of latency back to back; --rate asks for the other.");
        if (HasWakes(advice))
            text.AppendLine($"- {AfterSilence}: nothing was sent for so long, then one message, from the moment of sending to the reply.");
        var all = advice.Qualified.Concat(advice.Open).Concat(advice.Rejected).ToList();
        var flags = from verdict in advice.Qualified.Concat(advice.Open)
                    from words in verdict.Flags
                    group verdict.Candidate.Transport by words;
        foreach (var flag in flags)
            text.AppendLine(CultureInfo.InvariantCulture, $"- † {flag.Key}: {Names([.. flag.Distinct()], all)}");
        var notes = from verdict in all
                    from words in verdict.Notes
                    group verdict.Candidate.Transport by words;
        foreach (var note in notes)
            text.AppendLine(CultureInfo.InvariantCulture, $"- {note.Key}: {Names([.. note.Distinct()], all)}");
        var few = advice.Rejected.Where(verdict => verdict.IsForWantOfInitiators).Select(verdict => verdict.Candidate.Transport).ToList();
        if (advice.Requirements.Rate is { } rate && few.Count > 0)
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"- More initiators at once may carry more than one, which was not measured: "
                    + $"{new Measuring(Scenario.Load, rate, advice.Requirements.PayloadBytes, 4).Command(few)}");
    }

    private static string Names(List<string> some, List<Verdict> all)
    {
        var others = all.Select(verdict => verdict.Candidate.Transport).Except(some).ToList();
        return others.Count == 0 ? "all of them" : others.Count < some.Count ? $"all but {string.Join(", ", others)}" : string.Join(", ", some);
    }

    // What holds for all figures of the answer.
    private static IEnumerable<string> Shared(Advice advice)
    {
        var shown = advice.Qualified.Concat(advice.Open).ToList();
        if (shown.Count == 0)
            yield break;
        if (advice.Requirements.Rate is null)
            yield return "- Latency and cores are those of a closed loop, one message in flight; give --rate for a load.";
        else if (shown.Any(verdict => !verdict.Figures.IsLoaded))
            yield return "- \"alone\": latency of one message at a time. At full speed the rate asked for was carried; how late messages are at that rate was "
                + "not measured, and waiting adds to it. Cores are then those at full speed.";
        if (advice.Requirements.OneWay)
            yield return "- One way: the delay from just before sending to arrival; the rate may be that of a stream. A load is answered as well.";
    }

    private static string Sure(Verdict verdict) => verdict.Outcome == Outcome.Met
        ? "yes"
        : $"not {string.Join(", ", verdict.Checks.Where(check => check.Outcome == Outcome.MetNotForSure).Select(check => check.Requirement))}";

    private static string AfterSilence { get; } = $"p50 after {Figures.Duration(Candidate.TypicalSilenceMs * 1e6)}";

    private static bool HasWakes(Advice advice) => advice.Qualified.Concat(advice.Open).Any(verdict => verdict.Figures.AfterSilenceP50Ns is not null);

    private static MarkdownTable Table(string? first, OrdinaryRate? ordinary, bool hasWakes, params string[] last) => new(
    [
        .. new[]
        {
            first, "transport", ">p50", ">p99", ordinary is null ? null : $">p50 at {ordinary.Text}", hasWakes ? $">{AfterSilence}" : null,
            ">carries", ">headroom", ">cores", ">idle cores", "durability",
        }.OfType<string>(),
        .. last,
    ]);

    private static string[] Row(Verdict verdict, Requirements asked, OrdinaryRate? ordinary, bool hasWakes)
    {
        var figures = verdict.Figures;
        var alone = asked.Rate is not null && !figures.IsLoaded ? " alone" : "";
        return
        [
            $"{verdict.Candidate.Transport}{(verdict.Flags.Count > 0 ? " †" : "")}",
            figures.P50Ns is { } p50 ? $"{Figures.Duration(p50)}{alone}" : "-",
            figures.P99Ns is { } p99 ? $"{Figures.Duration(p99)}{alone}" : "-",
            .. ordinary is null ? Array.Empty<string>() : [ordinary.MedianOf(verdict.Candidate.Transport, asked.PayloadBytes)],
            .. hasWakes ? [figures.AfterSilenceP50Ns is { } woken ? Figures.Duration(woken) : "-"] : Array.Empty<string>(),
            figures.CarriedPerSecond is { } carried ? Figures.Rate(carried) : "-",
            figures.Headroom is { } headroom ? $"{Figures.Digits(headroom)}×" : "-",
            figures.Cores is { } cores ? Figures.Digits(cores) : "-",
            figures.IdleCores is { } idle ? Figures.Digits(idle) : "-",
            figures.Durability ?? "-",
        ];
    }

    private static string Join(Verdict verdict, Outcome outcome) =>
        string.Join("; ", verdict.Checks.Where(check => check.Outcome == outcome).Select(check => check.Text));
}

/// <summary>A question in one line. Pure.</summary>
internal static class QuestionText
{
    public static string Of(Requirements asked) => string.Join(", ", Parts(asked));

    private static IEnumerable<string> Parts(Requirements asked)
    {
        yield return $"{Figures.Bytes(asked.PayloadBytes)} {(asked.OneWay ? "one way" : "round trip")}";
        if (asked.Rate is { } rate)
            yield return $"{Figures.Rate(rate)}";
        if (asked.P50Ns is { } p50)
            yield return $"p50 ≤ {Figures.Duration(p50)}";
        if (asked.P99Ns is { } p99)
            yield return $"p99 ≤ {Figures.Duration(p99)}";
        if (asked.MaxCores is { } cores)
            yield return $"at most {Figures.Digits(cores)} cores";
        if (asked.IdleCores is { } idle)
            yield return $"at most {Figures.Digits(idle)} cores idle";
        if (asked.Durability is { } durability)
            yield return $"durable: {durability}";
        if (asked.Ordered)
            yield return "in order";
        if (asked.ExactlyOnce)
            yield return "exactly once";
        if (asked.SurvivesResponderRestart)
            yield return "survives a restart of the responder";
        if (asked.SurvivesServiceRestart)
            yield return "survives a restart of the service";
        if (asked.NoService)
            yield return "no service";
        else if (asked.NoBroker)
            yield return "no broker";
        if (asked.Families.Count > 0)
            yield return $"of {string.Join(" or ", asked.Families.Select(EnumText.Of))}";
    }
}
