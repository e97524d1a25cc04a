using System.Reflection;

namespace InterContainer.Tests.Architecture;

/// <summary>bench → Runner → Protocol → transports, the agent separate from the runner, and each client library in one place.</summary>
public class DependencyTests
{
    private static readonly string[] Transports = ["InterContainer.Transports", "InterContainer.Transports.Contract"];

    private static readonly Dictionary<string, string[]> Ours = new()
    {
        ["InterContainer.Transports.Contract"] = [],
        ["InterContainer.Transports"] = ["InterContainer.Transports.Contract"],
        ["InterContainer.Protocol"] = Transports,
        ["InterContainer.Agent"] = ["InterContainer.Protocol", .. Transports],
        ["InterContainer.Runner"] = ["InterContainer.Protocol", .. Transports],
        ["InterContainer.Bench"] = ["InterContainer.Runner", "InterContainer.Protocol", .. Transports],
    };

    private static readonly Dictionary<string, string> OnlyIn = new()
    {
        ["Testcontainers"] = "InterContainer.Runner",
        ["Docker.DotNet"] = "InterContainer.Runner",
        ["BenchmarkDotNet"] = "InterContainer.Bench",
        ["Microsoft.CodeAnalysis.CSharp"] = "InterContainer.Bench",
        ["ScottPlot"] = "InterContainer.Bench",
        ["Spectre.Console"] = "InterContainer.Bench",
        ["System.CommandLine"] = "InterContainer.Bench",
        ["MQTTnet.Server"] = "InterContainer.Transports",
    };

    public static TheoryData<string> Projects => [.. Ours.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_knows_only_what_is_below_it(string project)
    {
        var ours = References(project).Where(name => name.StartsWith("InterContainer.", StringComparison.Ordinal));

        Assert.Empty(ours.Except(Ours[project]));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_library_that_has_one_place_is_used_there_alone(string project)
    {
        var misplaced = References(project).Where(name => OnlyIn.TryGetValue(name, out var place) && place != project);

        Assert.Empty(misplaced);
    }

    [Fact]
    public void The_contract_needs_no_library() =>
        Assert.All(References("InterContainer.Transports.Contract"), name => Assert.StartsWith("System.", name, StringComparison.Ordinal));

    [Fact]
    public void The_places_are_real() =>
        Assert.All(OnlyIn, entry => Assert.Contains(entry.Key, References(entry.Value)));

    private static IEnumerable<string> References(string project) =>
        Assembly.Load(project).GetReferencedAssemblies().Select(reference => reference.Name!);
}
