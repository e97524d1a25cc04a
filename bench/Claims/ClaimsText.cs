using InterContainer.Agent.Contract;
using InterContainer.Bench.Reporting;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Claims;

/// <summary>The common wisdom as a table. Pure.</summary>
internal static class ClaimsText
{
    /// <summary>A row a claim; empty for a run without round trips, which could say nothing to any of them.</summary>
    public static MarkdownTable Table(RunResults run)
    {
        var table = new MarkdownTable("it is said that", "this run says", "because (p50 of the round trip)");
        if (!run.Results.Any(cell => cell is { Scenario: Scenario.RoundTrip, Status: Status.Ok }))
            return table;
        var evidence = new Evidence(run);
        foreach (var (claim, check) in CommonWisdom.Claims)
        {
            var finding = check(evidence);
            table.Add(claim, Words.Of(finding.Ruling), finding.Because);
        }

        return table;
    }
}
