using System.Text.Json;
using InterContainer.Agent.Contract;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Advising;

/// <summary>Advice as one JSON document for tools: ns, messages a second, cores; a figure that is not known is null. Pure.</summary>
internal static class AdviceJson
{
    private static readonly JsonSerializerOptions Indented = new(ContractJson.Options) { WriteIndented = true };

    public static string Of(Advice advice, RunResults run, string folder) => JsonSerializer.Serialize(
        new
        {
            Run = new { run.Run.Id, run.Run.StartedUtc, run.Run.Version, Folder = folder },
            Asked = advice.Requirements,
            Qualified = advice.Qualified.Select((verdict, i) => Of(verdict, i + 1)),
            NotMeasured = advice.Open.Select(verdict => Of(verdict, null)),
            Rejected = advice.Rejected.Select(verdict => Of(verdict, null)),
        },
        Indented);

    private static object Of(Verdict verdict, int? rank) => new
    {
        Rank = rank,
        verdict.Candidate.Transport,
        verdict.Candidate.Family,
        verdict.Initiators,
        verdict.Figures,
        ParetoFront = verdict.IsOnFront,
        verdict.Candidate.Promises,
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
    };
}
