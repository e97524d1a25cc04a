using System.CommandLine;
using System.Text.Json;
using InterContainer.Bench;
using InterContainer.Bench.Analysis.Advising;
using InterContainer.Bench.Commands;
using InterContainer.Bench.Report.Advising;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

/// <summary>What is typed, and what is shown.</summary>
public sealed class AdviceOptionsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("advice-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Requirements_are_read_with_their_units()
    {
        var asked = Read(
            "--payload 1KiB --rate 5000 --p50 500us --p99 2ms --one-way --max-cores 0.5 --idle-cores 0 --durable --ordered --exactly-once --survives "
                + "responder-restart,service-restart --no-broker --no-service --family sockets,mqtt");

        Assert.Equivalent(
            new Requirements
            {
                PayloadBytes = 1024,
                Rate = 5000,
                P50Ns = 500_000,
                P99Ns = 2_000_000,
                OneWay = true,
                MaxCores = 0.5,
                IdleCores = 0,
                Durability = Durability.Disk,
                Ordered = true,
                ExactlyOnce = true,
                SurvivesResponderRestart = true,
                SurvivesServiceRestart = true,
                NoBroker = true,
                NoService = true,
                Families = [Family.Sockets, Family.Mqtt],
            },
            asked,
            strict: true);
        Assert.Equivalent(new Requirements(), Read(""), strict: true);
    }

    [Theory]
    [InlineData("--p99 1s", 1e9)]
    [InlineData("--p99 1.5ms", 1.5e6)]
    [InlineData("--p99 20µs", 20e3)]
    [InlineData("--p99 900ns", 900)]
    public void A_duration_has_a_unit(string line, double ns) => Assert.Equal(ns, Read(line).P99Ns!.Value, 6);

    [Theory]
    [InlineData("--p99 2", "2ms")]
    [InlineData("--p99 -2ms", "2ms")]
    [InlineData("--p50 0ms", "2ms")]
    [InlineData("--p50 2h", "1 h")]
    [InlineData("--rate fast", "messages a second")]
    [InlineData("--rate 1,2", "one rate")]
    [InlineData("--payload 64,128", "one size")]
    [InlineData("--payload 3", "24 B")]
    [InlineData("--max-cores -1", "cores from 0")]
    [InlineData("--idle-cores NaN", "cores from 0")]
    [InlineData("--durable forever", "memory, page-cache, disk")]
    [InlineData("--survives everything", "responder-restart, service-restart")]
    [InlineData("--family floor", "sockets, filesystem, database, http, mqtt, broker, other")]
    public void A_mistake_names_the_flag_the_value_and_what_is_accepted(string line, string accepted)
    {
        var message = Assert.Throws<UsageException>(() => Read(line)).Message;

        Assert.StartsWith($"{line}:", message, StringComparison.Ordinal);
        Assert.Contains(accepted, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }

    [Fact]
    public void The_text_says_what_qualifies_what_is_open_and_how_far_the_others_miss()
    {
        var run = Runs.Of(
            Runs.RoundTrip("good", 64, 100_000, 1_000_000, 9000), Runs.Load("good", 64, 5000, 100_000, 1_000_000),
            Runs.RoundTrip("open", 64, 100_000, 1_000_000, 9000),
            Runs.RoundTrip("a|b<script>", 64, 100_000, 5_200_000, 9000));

        var text = AdviceText.Of(Advisor.Advise(run, new Requirements { Rate = 5000, P99Ns = 2e6 }), run, "DIR");

        Assert.Contains("Asked: 64 B round trip, 5k/s, p99 ≤ 2 ms", text, StringComparison.Ordinal);
        Assert.Matches(@"\|   1 \| good +\| 100 µs \| 1 ms \| +9k/s \| +1\.8× \|", text);
        Assert.Contains(
            "    dotnet run -c Release --project bench -- run --scenario load --rate 5000 --transport open --payload 64",
            text,
            StringComparison.Ordinal);
        Assert.Contains(@"| a\|b&lt;script> | p99 5.2 ms > 2 ms, 2.6× with one message at a time already |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_document_for_tools_has_the_figures_unrounded()
    {
        var run = Runs.Of(Runs.RoundTrip("good", 64, 100_001, 1_000_001, 9000), Runs.RoundTrip("bad", 64, 100_000, 5_200_000, 9000));

        var answer = JsonDocument.Parse(AdviceJson.Of(Advisor.Advise(run, new Requirements { P99Ns = 2e6 }), run, "DIR")).RootElement;

        Assert.Equal(1_000_001, answer.GetProperty("qualified")[0].GetProperty("figures").GetProperty("p99Ns").GetDouble());
        Assert.Equal(1, answer.GetProperty("qualified")[0].GetProperty("rank").GetInt32());
        Assert.Equal(2.6, answer.GetProperty("rejected")[0].GetProperty("checks")[0].GetProperty("factor").GetDouble(), 9);
        Assert.Equal(0, answer.GetProperty("notMeasured").GetArrayLength());
    }

    [Theory]
    [InlineData("--p99 2ms", Cli.Ok)]
    [InlineData("--p99 1ns", 1)]
    [InlineData("--p99 2", Cli.BadUsage)]
    public async Task The_exit_code_says_whether_something_qualifies(string line, int code)
    {
        ResultsFile.Write(_folder.FullName, Runs.Of(Runs.RoundTrip("good", 64, 100_000, 1_000_000, 9000)));

        Assert.Equal(code, await Cli.InvokeAsync(new RootCommand { AdviseCommand.Create() }, ["advise", _folder.FullName, .. line.Split(' ')]));
    }

    [Theory]
    [InlineData("--chart pie", "--chart pie: accepted are latency, ")]
    [InlineData("--chart polling", "--chart polling: there are no figures for it")]
    [InlineData("--chart latency --theme blue", "--theme blue: accepted are light, dark.")]
    [InlineData("--chart latency --size 10x10", "--size 10x10: accepted are width and height")]
    [InlineData("--chart latency --size 1600", "--size 1600: accepted are width and height")]
    [InlineData("--chart latency --format gif", "--format gif: accepted are svg, png.")]
    [InlineData("--chart latency --out a.jpg", "--out a.jpg: accepted are files that end in .svg or .png")]
    [InlineData("--chart latency --out a.svg --format png", "--out a.svg: the name says svg and --format says png")]
    [InlineData("--chart latency --transport tcp", "--transport tcp: this run has good.")]
    [InlineData("--chart latency --payload 77", "--chart latency: of 77 B there are no figures")]
    [InlineData("--theme dark", "--theme is of one chart: give --chart as well")]
    public void A_mistake_about_a_chart_says_what_is_accepted(string line, string message)
    {
        var options = new ChartOptions();
        var command = new Command("report");
        foreach (var option in options.All)
            command.Add(option);
        var run = Runs.Of(Runs.RoundTrip("good", 64, 100_000, 1_000_000, 9000));
        var parsed = command.Parse(line);

        Assert.StartsWith(
            message,
            Assert.Throws<UsageException>(() => options.IsAsked(parsed) ? options.Save(parsed, run, _folder.FullName) : "").Message,
            StringComparison.Ordinal);
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Fact]
    public async Task One_chart_is_one_file()
    {
        ResultsFile.Write(_folder.FullName, Runs.Of(Runs.RoundTrip("good", 64, 100_000, 1_000_000, 9000), Runs.Cell("good", Scenario.Stream, 64, rate: 1000)));

        Assert.Equal(
            Cli.Ok,
            await Cli.InvokeAsync(new RootCommand { ReportCommand.Create() }, ["report", _folder.FullName, "--chart", "latency", "--theme", "dark"]));

        Assert.Equal(
            ["latency-64-dark.svg", "results.json"],
            _folder.GetFiles("*", SearchOption.AllDirectories).Select(file => file.Name).Order(StringComparer.Ordinal));
    }

    private static Requirements Read(string line)
    {
        var options = new AdviseOptions();
        var command = new Command("advise");
        foreach (var option in options.All)
            command.Add(option);
        return options.Read(command.Parse(line));
    }
}
