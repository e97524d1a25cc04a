using InterContainer.Bench.Analysis.Claims;
using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Tables;

/// <summary>The common wisdom as a table. Pure.</summary>
internal static class ClaimsText
{
    /// <summary>A row a claim, ruled on by the first run that can; empty where none has round trips, and so could say next to nothing.</summary>
    public static MarkdownTable Table(params IReadOnlyList<RunResults> runs)
    {
        var table = new MarkdownTable("claim", "verdict", "evidence (p50 of the round trip)");
        if (!runs.SelectMany(run => run.Results).Any(cell => cell is { Scenario: Scenario.RoundTrip, Status: Status.Ok }))
            return table;
        List<Evidence> evidence = [.. runs.Select(run => new Evidence(run))];
        foreach (var (claim, check) in CommonWisdom.Claims)
        {
            var findings = evidence.ConvertAll(check.Invoke);
            var finding = findings.Find(finding => finding.Ruling != Ruling.NotMeasured) ?? findings[0];
            table.Add(claim, EnumText.Of(finding.Ruling), finding.Because);
        }

        return table;
    }
}
