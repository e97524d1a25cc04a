using System.CommandLine;
using InterContainer.Bench.Commands.Completing;
using InterContainer.Bench.Commands.Help;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Judging;
using InterContainer.Protocol;
using InterContainer.Runner;
using InterContainer.Runner.Calibration;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Commands;

/// <summary><c>calibrate</c>: our figures with those of the field's native tools.</summary>
internal static class CalibrateCommand
{
    private const int MaxRounds = 20;

    public static Command Create()
    {
        var transport = new Option<string?>("--transport")
        {
            Description = $"Which of {string.Join(", ", Calibrator.Transports)}. Default: all of them.",
            HelpName = "NAMES",
            CompletionSources = { CompletionSource.Some(Calibrator.Transports) },
        };
        var scenario = new Option<string?>("--scenario")
        {
            Description = $"What they do, of {string.Join(", ", Calibrator.Scenarios.Select(EnumText.Of))}. Default: all of them.",
            HelpName = "NAMES",
            CompletionSources = { CompletionSource.Some(Calibrator.Scenarios.Select(EnumText.Of)) },
        };
        var network = new Option<string?>("--network")
        {
            Description = "On which networks sockperf ping-pong and iperf3 run in turn with our cells, as of run: bridge,host,published. "
                + "All other tools run on bridge. Default: bridge.",
            HelpName = "NAMES",
            CompletionSources = { CompletionSource.Networks },
        };
        var rounds = new Option<int>("--rounds")
        {
            Description = $"How often each is measured, 1 to {MaxRounds}, in turn.",
            DefaultValueFactory = _ => 3,
            HelpName = "N",
        };
        var image = ImageOption.Create();
        var folder = new Option<string?>("--out") { Description = "Where the results go. Default: results/<UTC time>-<host>.", HelpName = "DIR" };
        var command = new Verb(
            "calibrate",
            "Runs native tools (sockperf, iperf3, wrk with nginx, h2load, pgbench, libmosquitto, a page of C) in turn with our own cells, "
                + "in the same kind of containers, and shows suite / native.",
            new("calibrate", "with every native tool there is"),
            new("calibrate --transport tcp,http1 --scenario round-trip --rounds 5", "with some, more often"),
            new("calibrate --transport tcp --scenario round-trip --network bridge,host,published", "what networks cost, by the suite and by sockperf"))
        {
            transport, scenario, network, rounds, folder, image,
        };
        command.SetAction(parsed => ExecuteAsync(
            Transports(parsed.GetValue(transport)),
            Scenarios(parsed.GetValue(scenario)),
            parsed.GetValue(network) is { } networks ? Values.Networks(networks) : [null],
            Rounds(parsed.GetValue(rounds)),
            parsed.GetValue(folder),
            ImageOption.Read(parsed.GetValue(image), Catalogue.BuiltIn),
            parsed.Tokens.Select(token => token.Value)));
        return command;
    }

    /// <summary>Measures native tools after the cells of a run, and adds the figures to its journal.</summary>
    /// <returns>Whether all was measured.</returns>
    /// <exception cref="IOException">The journal cannot be written.</exception>
    public static async Task<bool> MeasureAsync(
        Journal journal,
        ContainerLauncher launcher,
        int rounds,
        uint seed,
        IReadOnlyCollection<string> transports,
        IReadOnlyCollection<Scenario> scenarios,
        IReadOnlyList<string?> networks,
        CancellationToken cancellationToken)
    {
        await using var calibrator = new Calibrator(launcher, RunProfile.Thorough with { Rounds = rounds }, seed)
        {
            Finished = RunProgress.Calibrated,
            Kept = journal.Add,
            Networks = networks,
        };
        await calibrator.ExecuteAsync(transports, scenarios, cancellationToken);
        return !cancellationToken.IsCancellationRequested;
    }

    private static async Task<int> ExecuteAsync(
        IReadOnlyList<string> transports,
        IReadOnlyList<Scenario> scenarios,
        IReadOnlyList<string?> networks,
        int rounds,
        string? asked,
        IReadOnlyDictionary<string, ImageReference> images,
        IEnumerable<string> arguments)
    {
        if (!Calibrator.HasTool(transports, scenarios))
            throw new UsageException(
                $"--scenario {string.Join(',', scenarios.Select(EnumText.Of))}: no native tool does that as {string.Join(", ", transports)}.");
        using var interruption = new Interruption();
        var started = DateTime.UtcNow;
        var id = RunFolder.NewId(started);
        using var taken = RunFolder.Take(asked, started);
        var folder = taken.Path;
        using var engine = await EngineAsync(interruption.Token);
        await using var launcher = new ContainerLauncher(engine, id, [], cores: null, RunProgress.Say, images);
        await launcher.PrepareAgentImageAsync(interruption.Token);
        var info = RunStamp.Of(id, started, arguments, Fingerprint.Of(engine));
        var run = await SavedRun.MeasureAsync(
            folder,
            path => Journal.Begin(path, info, plan: null, []),
            journal => MeasureAsync(journal, launcher, rounds, RunStamp.SeedOf(id), transports, scenarios, networks, interruption.Token));
        if (run.Run.FinishedUtc is null)
        {
            Console.WriteLine($"Interrupted. What was measured is kept in {folder}; draw it with: report {folder}");
            return Cli.Interrupted;
        }

        RunOutput.Show(run, folder, new BenchmarkDotNetAdapter(BenchmarkDotNetOptions.Parse([])));
        return run.Calibration.Any(row => row.Reason is not null) ? Cli.SomeFailed : Cli.Ok;
    }

    private static async Task<Engine> EngineAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await Engine.ConnectAsync(cancellationToken);
        }
        catch (LaunchException e)
        {
            throw new LaunchException($"calibrate needs a container engine: {e.Message}.", e);
        }
    }

    private static IReadOnlyList<string> Transports(string? text)
    {
        if (text is null)
            return Calibrator.Transports;
        string[] names = [.. text.Split(',', StringSplitOptions.TrimEntries).Distinct()];
        return names.FirstOrDefault(name => !Calibrator.Transports.Contains(name)) is { } unknown
            ? throw new UsageException($"--transport {unknown}: there is a native tool for {string.Join(", ", Calibrator.Transports)}.")
            : names;
    }

    private static IReadOnlyList<Scenario> Scenarios(string? text)
    {
        if (text is null)
            return Calibrator.Scenarios;
        var scenarios = Values.Scenarios(text);
        return scenarios.Except(Calibrator.Scenarios).Select(EnumText.Of).FirstOrDefault() is { } unknown
            ? throw new UsageException($"--scenario {unknown}: native tools do {string.Join(", ", Calibrator.Scenarios.Select(EnumText.Of))}.")
            : scenarios;
    }

    private static int Rounds(int rounds) =>
        rounds is >= 1 and <= MaxRounds ? rounds : throw new UsageException($"--rounds {rounds}: accepted are 1 to {MaxRounds}.");
}
