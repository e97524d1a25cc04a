using System.Text.Json;
using InterContainer.Bench.Analysis;
using InterContainer.Bench.Analysis.Advising;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Advising;

/// <summary>Advice as one JSON document for tools: ns, messages a second, cores; a figure that is not known is null. Pure.</summary>
internal static class AdviceJson
{
    private static readonly JsonSerializerOptions Indented = new(ProtocolJson.Options) { WriteIndented = true };

    public static string Of(Advice advice, RunResults run, string folder) => JsonSerializer.Serialize(
        new
        {
            Run = new { run.Run.Id, run.Run.StartedUtc, run.Run.Version, Folder = folder },
            Asked = advice.Requirements,
            Qualified = advice.Qualified.Select(verdict => Of(verdict, verdict.Place)),
            NotMeasured = advice.Open.Select(verdict => Of(verdict, null)),
            Rejected = advice.Rejected.Select(verdict => Of(verdict, null)),
            FanOut = advice.FanOuts(run).Select(cell => new
            {
                cell.Transport,
                cell.Subscribers,
                Way = cell.Guarantees?.FanOut,
                cell.OfferedRate,
                ToTheLastP50Ns = cell.LatencyNs?.P50,
                ToTheLastP99Ns = cell.LatencyNs?.P99,
                CpuCores = cell.TotalCores(),
            }),
        },
        Indented);

    private static double[]? Interval(AdvisedFigure reading) => reading is { Low: { } low, High: { } high } ? [low, high] : null;

    private static object Of(Verdict verdict, int? rank) => new
    {
        Rank = rank,
        verdict.Candidate.Transport,
        verdict.Candidate.Family,
        verdict.Initiators,
        ForSure = rank is null ? (bool?)null : verdict.Outcome == Outcome.Met,
        verdict.Figures,
        Intervals = new { P50Ns = Interval(verdict.P50), P99Ns = Interval(verdict.P99), CarriedPerSecond = Interval(verdict.Rate) },
        ParetoFront = verdict.IsOnFront,
        verdict.Candidate.Guarantees,
        Checks = verdict.Checks.Select(check => new
        {
            check.Requirement,
            check.Outcome,
            check.Text,
            check.Measured,
            check.Limit,
            check.Factor,
            Command = check.Remedy?.Command([verdict.Candidate.Transport]),
        }),
        verdict.Notes,
        verdict.Flags,
    };
}
