using System.Globalization;
using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Bench.Report.Tables;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Page;

/// <summary>The answer, on top of the page: the families by rank, and the best transport for each wish.</summary>
internal static class AnswerSection
{
    private const int MostNext = 5;
    private const char NoBreak = '\u00A0';

    public static void Add(Html page, RunResults run, IReadOnlyList<Answer> answers)
    {
        page.Open("section", ("id", "answer")).Element("h2", "The answer");
        if (run.Run.FinishedUtc is null)
            page.Element("p", "The run was interrupted: only the cells that were finished are here.", ("class", "alarm"));
        if (answers.Count == 0 && !PlaceDimension.All.Any(dimension => PlaceText.Sentences(run, dimension).Any()))
            page.Element("p", run.Results.Count == 0
                ? "No transport was measured in this run by itself: it compares the harness with native tools, below."
                : "No round trip, stream or connection of a single initiator in this run can be trusted, so it has no ranking. What there is stands below.");
        foreach (var answer in answers)
        {
            page.Element("h3", $"Messages of {Figures.Bytes(answer.PayloadBytes)}");
            if (answer.Families.Count > 0)
                Families(page, answer);
            if (answer.AtRate.Count > 0)
                AtRate(page, answer);
            if (answer.Choices.Count > 0)
                Choices(page, answer);
        }

        if (answers.Count > 0)
            page.Open("p", ("class", "aside"))
                .Text($"One machine's figures, one message in flight, one initiator. ≈ marks what is indistinguishable from the best in this run "
                    + $"(where it has no rounds to know that by, what is within {Answer.Close * 100:0} %): take that for equal. "
                    + $"Indistinguishable families share a rank. ")
                .Text("† marks a figure whose use is changed by ").Element("a", "a warning", ("href", "#notes")).Text(".").Close("p");
        foreach (var sentence in PlaceDimension.All.SelectMany(dimension => PlaceText.Sentences(run, dimension)))
            page.Element("p", sentence);
        page.Close("section").Line();
    }

    private static void Families(Html page, Answer answer)
    {
        var (fastest, size) = (answer.Families[0].Cell.LatencyNs!.P50, Figures.Bytes(answer.PayloadBytes));
        page.Open("div", ("class", "wide"), ("tabindex", "0"), ("role", "region"), ("aria-label", $"Families by rank, {size}"))
            .Open("table", ("class", "data rank"))
            .Element("caption", $"Back to back: the best transport of each family, by median round-trip time of {size}.")
            .Open("thead").Open("tr");
        var columns = new[]
        {
            ("rank", true), ("transport", false), ("p50", true), ("p99", true), ("× the first", true), ("stream", true), ("cores", true),
            ("accepted means", false), ("survives a restart of", false),
        };
        foreach (var (name, number) in columns)
            page.Element("th", name, ("scope", "col"), ("class", number ? "n" : null));
        page.Close("tr").Close("thead").Open("tbody");
        foreach (var (cell, stream, place) in answer.Families)
        {
            page.Line().Open("tr")
                .Element("td", place.ToString(CultureInfo.InvariantCulture), ("class", "n"))
                .Open("th", ("scope", "row"))
                .Open("span", ("class", $"dot d-{EnumText.Of(cell.Family)}"), ("aria-hidden", "true"))
                .Close("span")
                .Text(cell.Transport)
                .Element("small", EnumText.Of(cell.Family))
                .Close("th")
                .Element("td", Figures.Duration(cell.LatencyNs!.P50) + Mark(cell), ("class", "n strong"), ("data-l", "p50"))
                .Element("td", cell.LatencyNs.P99 is { } tail ? Figures.Duration(tail) + Mark(cell) : "-", ("class", "n"), ("data-l", "p99"))
                .Element("td", $"{Figures.Digits(cell.LatencyNs.P50 / fastest)}×", ("class", "n"), ("data-l", "× the first"))
                .Element("td", stream is null ? "not measured" : Rate(stream) + Mark(stream), ("class", "n"), ("data-l", "stream"))
                .Element("td", cell.TotalCores() is > 0 and var cores ? Figures.Digits(cores) : "-", ("class", "n"), ("data-l", "cores"))
                .Element("td", Accepted(cell), ("data-l", "accepted means"))
                .Element("td", Survives(cell), ("data-l", "survives a restart of"))
                .Close("tr");
        }

        page.Close("tbody").Close("table").Close("div").Line();
    }

    private static void AtRate(Html page, Answer answer)
    {
        var (fastest, size, rate) = (answer.AtRate[0].Cell.ServiceTimeNs!.P50, Figures.Bytes(answer.PayloadBytes), Figures.Rate(answer.Rate));
        page.Open("div", ("class", "wide"), ("tabindex", "0"), ("role", "region"), ("aria-label", $"Families by rank at {rate}, {size}"))
            .Open("table", ("class", "data rank"))
            .Element("caption", $"At {rate}: the best transport of each family, by median service time. {OrdinaryRate.Meaning(rate)}")
            .Open("thead").Open("tr");
        var columns = new[]
        {
            ("rank", true), ("transport", false), ("p50", true), ("p99", true), ("× the first", true), ("back to back p50", true), ("× back to back", true),
            ("cores", true),
        };
        foreach (var (name, number) in columns)
            page.Element("th", name, ("scope", "col"), ("class", number ? "n" : null));
        page.Close("tr").Close("thead").Open("tbody");
        foreach (var (cell, roundTrip, place) in answer.AtRate)
        {
            var (service, awake) = (cell.ServiceTimeNs!, roundTrip?.LatencyNs?.P50);
            page.Line().Open("tr")
                .Element("td", place.ToString(CultureInfo.InvariantCulture), ("class", "n"))
                .Open("th", ("scope", "row"))
                .Open("span", ("class", $"dot d-{EnumText.Of(cell.Family)}"), ("aria-hidden", "true"))
                .Close("span")
                .Text(cell.Transport)
                .Element("small", EnumText.Of(cell.Family))
                .Close("th")
                .Element("td", Figures.Duration(service.P50) + Mark(cell), ("class", "n strong"), ("data-l", "p50"))
                .Element("td", service.P99 is { } tail ? Figures.Duration(tail) + Mark(cell) : "-", ("class", "n"), ("data-l", "p99"))
                .Element("td", $"{Figures.Digits(service.P50 / fastest)}×", ("class", "n"), ("data-l", "× the first"))
                .Element("td", awake is { } p50 ? Figures.Duration(p50) + Mark(roundTrip!) : "not measured", ("class", "n"), ("data-l", "back to back p50"))
                .Element("td", awake is { } before ? $"{Figures.Digits(service.P50 / before)}×" : "-", ("class", "n"), ("data-l", "× back to back"))
                .Element("td", cell.TotalCores() is > 0 and var cores ? Figures.Digits(cores) : "-", ("class", "n"), ("data-l", "cores"))
                .Close("tr");
        }

        page.Close("tbody").Close("table").Close("div").Line();
    }

    private static void Choices(Html page, Answer answer)
    {
        var size = Figures.Bytes(answer.PayloadBytes);
        page.Open("div", ("class", "wide"), ("tabindex", "0"), ("role", "region"), ("aria-label", $"Choose which when, {size}"))
            .Open("table", ("class", "data choose"))
            .Element("caption", $"Choose … when, for {size}.")
            .Open("thead")
            .Open("tr")
            .Element("th", "choose", ("scope", "col"))
            .Element("th", "when you …", ("scope", "col"))
            .Element("th", "because", ("scope", "col"))
            .Element("th", "then", ("scope", "col"))
            .Close("tr")
            .Close("thead")
            .Open("tbody");
        foreach (var choice in answer.Choices)
        {
            page.Line().Open("tr").Open("th", ("scope", "row"));
            if (choice.Best is { } best)
                page.Open("span", ("class", $"dot d-{EnumText.Of(best.Family)}"), ("aria-hidden", "true")).Close("span").Text(best.Transport);
            else
                page.Element("em", "none of those measured");
            page.Close("th")
                .Element("td", choice.Wish, ("data-l", "when you"))
                .Element("td", choice.Figure.Length == 0 ? "-" : FlagMark.On(choice.Figure, choice.Best), ("data-l", "because"))
                .Element("td", Next(choice), ("data-l", "then"))
                .Close("tr");
        }

        page.Close("tbody").Close("table").Close("div").Line();
    }

    private static string Next(Choice choice) => choice.Next.Count == 0
        ? "-"
        : string.Join(
            ", ",
            choice.Next.Take(MostNext)
                .Select(next => $"{(next.Close ? "≈ " : "")}{next.Transport} {next.Figure}{(next.IsFlagged ? FlagMark.Dagger : "")}".Replace(' ', NoBreak)))
            + (choice.Next.Count > MostNext ? $" and {choice.Next.Count - MostNext} more" : "");

    private static string Mark(CellResult cell) => FlagMark.Of(cell).Any() ? FlagMark.Dagger : "";

    private static string Rate(CellResult stream) => stream.PayloadBytes >= BestChoices.LargeBytes
        ? Figures.BytesPerSecond(stream.Throughput!.BytesPerSecond)
        : Figures.Rate(stream.Throughput!.MessagesPerSecond);

    private static string Accepted(CellResult cell) => DurabilityText.Of(cell) switch
    {
        Transports.Durability.None => "on its way",
        Transports.Durability.Memory => "in memory",
        Transports.Durability.PageCache => "in the page cache",
        Transports.Durability.Disk => "on disk",
        var other => other,
    };

    private static string Survives(CellResult cell) => cell.Guarantees switch
    {
        null => "not said",
        { SurvivesResponderRestart: true, SurvivesServiceRestart: true } => "receiver and service",
        { SurvivesResponderRestart: true } => "the receiver",
        { SurvivesServiceRestart: true } => "the service",
        _ => "nothing",
    };
}
