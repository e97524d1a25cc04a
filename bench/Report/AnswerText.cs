using System.Globalization;
using System.Text;
using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Tables;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Report;

/// <summary>What a run answers, before all tables: the best transport of each family, back to back and at the ordinary rate. Pure.</summary>
internal static class AnswerText
{
    private const string MemoryTransport = "shared-memory";

    /// <summary>A section of the report; empty where the run ranks nothing.</summary>
    public static string Of(RunResults run)
    {
        var answers = Answer.Of(run).Where(answer => answer.Families.Count > 0).ToList();
        var places = PlaceDimension.All.SelectMany(dimension => PlaceText.Sentences(run, dimension)).ToList();
        if (answers.Count == 0 && places.Count == 0)
            return "";
        var page = new StringBuilder();
        page.AppendLine("## Answer").AppendLine();
        foreach (var answer in answers)
        {
            page.AppendLine(
                CultureInfo.InvariantCulture,
                $"The best transport of each family, for messages of {Figures.Bytes(answer.PayloadBytes)}, by median round-trip time:");
            page.AppendLine();
            page.Append(Table(answer)).AppendLine();
        }

        if (answers.Count > 0)
            page.AppendLine("One machine, one initiator, one request in flight. Rows that are indistinguishable from the best of a group share its rank.");
        if (answers.SelectMany(answer => answer.Families).FirstOrDefault(ranked => ranked.Cell.Transport == MemoryTransport) is { } memory)
            page.AppendLine(Price(memory.Cell));
        if (answers.Count > 0 && places.Count > 0)
            page.AppendLine();
        foreach (var sentence in places)
            page.AppendLine(CultureInfo.InvariantCulture, $"- {MarkdownTable.Escape(sentence)}");
        return page.AppendLine().ToString();
    }

    private static MarkdownTable Table(Answer answer)
    {
        var rate = answer.AtRate.Count > 0 ? Figures.Rate(answer.Rate) : null;
        string[] atRate = rate is null ? [] : [$">best p50 of the family at {rate}"];
        var table = new MarkdownTable([">rank", "family", "transport", ">p50", ">p99", .. atRate, ">one-way rate", ">cores", "durability"]);
        foreach (var ranked in answer.Families)
        {
            var cell = ranked.Cell;
            var loaded = answer.AtRate.FirstOrDefault(other => other.Cell.Family == cell.Family)?.Cell;
            var service = loaded is null
                ? "-"
                : $"{Figures.Duration(loaded.ServiceTimeNs!.P50)}{(loaded.Transport == cell.Transport ? "" : $" ({loaded.Transport})")}";
            string[] ofRate = rate is null ? [] : [service];
            table.Add(
            [
                ranked.Place.ToString(CultureInfo.InvariantCulture),
                EnumText.Of(cell.Family),
                cell.Transport,
                Figures.Duration(cell.LatencyNs!.P50),
                cell.LatencyNs.P99 is { } tail ? Figures.Duration(tail) : "-",
                .. ofRate,
                ranked.Other?.Throughput is { } stream ? Figures.Rate(stream.MessagesPerSecond) : "-",
                cell.TotalCores() is > 0 and var cores ? Figures.Digits(cores) : "-",
                cell.Settings.GetValueOrDefault(Durability.Setting) ?? "-",
            ]);
        }

        return table;
    }

    // What makes it the fastest is what it costs.
    private static string Price(CellResult memory) =>
        $"{MemoryTransport} needs both ends on one host and a tmpfs that both mount"
        + (memory.TotalCores() is > 0 and var cores ? $", and keeps {Figures.Digits(cores)} cores busy back to back." : ".");
}
