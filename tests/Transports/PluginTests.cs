using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Tests.EndToEnd;
using InterContainer.Transports;
using Microsoft.CodeAnalysis;

namespace InterContainer.Tests.Transports;

[Collection(nameof(WholeRuns))]
public sealed class PluginTests(EngineFixture engine) : IDisposable
{
    private const string LaterContract = "[assembly: System.Reflection.AssemblyVersion(\"9.0.0.0\")] "
        + "namespace InterContainer.Transports; public interface ITransport;";
    private const string Working = """
        using System; using System.Threading; using System.Threading.Tasks; using InterContainer.Transports;
        public sealed class Pigeon : ITransport
        {
            /*constructor*/
            public Traits Traits { get; } = new()
            {
                Name = "pigeon", Family = Family.Other, Summary = "", Needs = Needs.None, Delivery = Delivery.AtMostOnce,
                OverloadBehaviour = OverloadBehaviour.Drop, SurvivesResponderRestart = false,
            };
            public ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken) =>
                throw new TransportException("no");
            public ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken) =>
                throw new TransportException("no");
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-test-");

    public static TheoryData<string, string> Broken => new()
    {
        { "public class Nothing { public InterContainer.Transports.PairEndpoints? PairEndpoints; }", "no public class" },
        { Working.Replace("public sealed", "internal sealed", StringComparison.Ordinal), "no public class" },
        { Working.Replace("/*constructor*/", "public Pigeon() => throw new InvalidOperationException(\"no seed\");", StringComparison.Ordinal), "no seed" },
        { Working.Replace("/*constructor*/", "public Pigeon(int seeds) { }", StringComparison.Ordinal), "constructor without parameters" },
        { Working.Replace("\"pigeon\"", "\"tcp\"", StringComparison.Ordinal), "'tcp' already" },
        { Working.Replace("\"pigeon\"", "\"Carrier Pigeon\"", StringComparison.Ordinal), "lower-case" },
        { "public class Stranger;", "does not reference" },
    };

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("named-pipe", "NamedPipe", null)]
    [InlineData("list-poll", "ListPoll", "list-store")]
    public async Task The_plugins_of_the_document_run_in_containers_as_rows_of_the_table(string name, string type, string? service)
    {
        _ = engine.Client;
        Assert.SkipUnless(service is not null || PairFixture.IsWhole, "Both take their time: PLACES=all runs this one too.");
        await using var plugin = new AdvertisedPlugin(name, type);
        await plugin.BuildAsync();
        using var bench = BenchProcess.Start([.. plugin.RunArguments.Except(["--isolation", "container"]), "--isolation", "container", "--out", "out"]);

        Assert.Equal(0, await bench.ExitCodeAsync(TimeSpan.FromMinutes(3)));

        var rows = ResultsFile.Read(bench.Out).Results.Where(result => result.Transport == name).ToList();
        Assert.Equal([Scenario.RoundTrip, Scenario.Stream, Scenario.Load], rows.Select(row => row.Scenario).Order());
        Assert.All(rows, row => Assert.Equal((Status.Ok, Isolation.Container), (row.Status, row.Isolation)));
        Assert.All(rows, row => Assert.Equal(service, row.Services!.SingleOrDefault()?.Name));
        Assert.Contains(name, bench.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Image = \"reg.invalid/none:1\"", "cannot pull reg.invalid/none:1")]
    [InlineData("Image = \"intercontainer/redis:offline\", ReadyCommand = new[] { \"false\" }", "was not ready within 2 s")]
    [InlineData(
        "Image = \"intercontainer/redis:offline\", ReadyCommand = new[] { \"redis-cli\", \"ping\" }, "
            + "Start = _ => new ServiceStart { Command = new[] { \"redis-server\", \"--no-such-option\" } }",
        "ended")]
    public async Task A_service_that_does_not_come_up_is_one_line_within_its_time(string broken, string named)
    {
        _ = engine.Client;
        var service = $$"""
            SurvivesServiceRestart = false,
            Service = new ServiceNeed(new Service
            {
                Name = "loft", Kind = ServiceKind.Broker, Title = "loft", Port = 1, ReadyTimeout = TimeSpan.FromSeconds(2), {{broken}},
            }),
            """;
        var plugin = Compile(Working.Replace("Name = \"pigeon\"", $"{service} Name = \"pigeon\"", StringComparison.Ordinal));
        using var bench = BenchProcess.Start(["run", "--quick", "--plugin", plugin, "--transport", "pigeon", "--isolation", "container", "--out", "out"]);

        Assert.Equal(1, await bench.ExitCodeAsync(TimeSpan.FromMinutes(2)));

        var results = ResultsFile.Read(bench.Out).Results;
        Assert.All(results, result => Assert.Equal(Status.Failed, result.Status));
        Assert.All(results, result => Assert.Contains(named, result.Reason, StringComparison.Ordinal));
        Assert.Empty(await engine.BelongingsAsync(bench.Id));
    }

    [Fact]
    public void A_service_of_a_taken_name_is_refused() => IsRefused(
        Compile(Working.Replace(
            "Name = \"pigeon\"",
            "Name = \"pigeon\", Service = new ServiceNeed(new Service { Name = \"mosquitto\", Kind = ServiceKind.Broker, Title = \"m\", Image = \"a\", "
                + "Port = 1 })",
            StringComparison.Ordinal)),
        "'mosquitto' already");

    [Fact]
    public void A_plugin_adds_its_transports_to_the_catalogue()
    {
        var catalogue = Catalogue.WithPlugins([Compile(Working)]);

        Assert.Equal("pigeon", catalogue.Find("pigeon").Traits.Name);
        Assert.Equal(Catalogue.BuiltIn.Transports.Count + 1, catalogue.Transports.Count);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_plugin_is_one_line_that_says_why(string source, string named) => IsRefused(Compile(source), named);

    [Fact]
    public void Another_version_of_the_contract_is_refused()
    {
        var later = PluginCompiler.Emit("InterContainer.Transports.Contract", LaterContract, [], _folder);

        IsRefused(
            PluginCompiler.Emit("Late", "public class Late : InterContainer.Transports.ITransport;", [MetadataReference.CreateFromFile(later)], _folder),
            "9.0.0");
    }

    [Fact]
    public void What_is_no_assembly_is_refused()
    {
        var path = Path.Combine(_folder.FullName, "text.dll");
        IsRefused(path, "no such file");

        File.WriteAllText(path, "coo");
        IsRefused(path, "no .NET assembly");
    }

    [Fact]
    public async Task On_the_command_line_a_broken_plugin_is_exit_code_2()
    {
        using var bench = BenchProcess.Start(["run", "--plugin", "nowhere.dll"]);

        Assert.Equal(2, await bench.ExitCodeAsync(TimeSpan.FromMinutes(1)));

        Assert.Contains("--plugin nowhere.dll", Assert.Single(bench.Errors.Trim().Split('\n')), StringComparison.Ordinal);
    }

    private static void IsRefused(string path, string named)
    {
        var refusal = Assert.Throws<TransportException>(() => Catalogue.WithPlugins([path]));

        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"--plugin {path}", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    private string Compile(string source) => PluginCompiler.Compile(source, _folder.CreateSubdirectory(Path.GetRandomFileName()));
}
