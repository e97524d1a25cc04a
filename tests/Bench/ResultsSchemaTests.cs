using System.Text.RegularExpressions;
using InterContainer.Bench.Report.Exporting;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Bench;

/// <summary>docs/results-schema.md has every field of a results file and every column of the CSV, and no other.</summary>
public sealed partial class ResultsSchemaTests
{
    private const string Csv = "results.csv";

    private static readonly Dictionary<string, Type> Objects = new()
    {
        ["The document"] = typeof(RunResults),
        ["run"] = typeof(RunInfo),
        ["run.host"] = typeof(HostInfo),
        ["run.host.processor"] = typeof(ProcessorInfo),
        ["run.plan"] = typeof(PlanInfo),
        ["run.plan.cells"] = typeof(CellKey),
        ["run.plan.timings"] = typeof(Timing),
        ["run.merged"] = typeof(MergedRun),
        ["results"] = typeof(CellResult),
        ["Distribution of a cell"] = typeof(DistributionSummary),
        ["rounds"] = typeof(RoundResult),
        ["Distribution of a round"] = typeof(Distribution),
        ["windows"] = typeof(Window),
        ["throughput"] = typeof(Throughput),
        ["counts"] = typeof(Counts),
        ["cost"] = typeof(Costs),
        ["Cost of a role"] = typeof(RoleCost),
        ["Resource usage"] = typeof(ResourceUsage),
        ["agents"] = typeof(RoleRuntimes),
        ["Runtime of a role"] = typeof(RuntimeActivity),
        ["sockets"] = typeof(RoleSockets),
        ["Sockets of a role"] = typeof(SocketCounts),
        ["interference"] = typeof(Interference),
        ["probe"] = typeof(MachineProbe),
        ["flags"] = typeof(Flag),
        ["capture"] = typeof(Protocol.Capture),
        ["Captured bytes"] = typeof(CapturedBytes),
        ["guarantees"] = typeof(Guarantees),
        ["conditions"] = typeof(Conditions),
        ["services"] = typeof(ServiceInfo),
        ["capacities"] = typeof(Capacity),
        ["calibration"] = typeof(CalibrationRow),
        ["ratio"] = typeof(RatioSpread),
        ["journal.jsonl"] = typeof(JournalLine),
    };

    private static readonly string[] Document = File.ReadAllLines(Repository.Path("docs", "results-schema.md"));

    public static TheoryData<string> Headings => [.. Objects.Keys];

    [Theory]
    [MemberData(nameof(Headings))]
    public void A_table_has_the_fields_of_its_object(string heading)
    {
        ProtocolJson.Options.MakeReadOnly(populateMissingResolver: true);
        // What is never written cannot be got.
        var fields = ProtocolJson.Options.GetTypeInfo(Objects[heading]).Properties.Where(field => field.Get is not null).Select(field => field.Name);

        Assert.Equal(fields.Order(StringComparer.Ordinal), Named(heading).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_columns_are_those_of_the_csv()
    {
        var columns = ResultsCsv.Of(Runs.Of()).Split('\n')[0].TrimEnd('\r').Split(',');
        var named = Named(Csv).ToList();

        Assert.All(columns, column => Assert.Contains(named, name => IsOf(name, column)));
        Assert.All(named, name => Assert.Contains(columns, column => IsOf(name, column)));
    }

    [Fact]
    public void Every_flag_is_explained()
    {
        var method = File.ReadAllText(Repository.Path("docs", "method.md"));

        Assert.All(FlagCodes.All.Keys, code => Assert.Contains($"| `{code}` |", method, StringComparison.Ordinal));
    }

    private static bool IsOf(string name, string column) =>
        name.EndsWith('…') ? column.StartsWith(name[..^1], StringComparison.Ordinal) : column == name;

    // The first cells of the rows under a heading, up to the next one of the same rank.
    private static IEnumerable<string> Named(string heading) => Document
        .SkipWhile(line => line != $"## {heading}")
        .Skip(1)
        .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
        .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
        .SelectMany(row => Code().Matches(row.Split('|')[1]))
        .Select(match => match.Groups[1].Value)
        .Distinct();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
