using System.CommandLine;
using InterContainer.Bench.Commands.Completing;
using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Planning;
using InterContainer.Transports;

namespace InterContainer.Bench.Commands;

/// <summary>The options of <c>run</c>, and what they mean.</summary>
internal sealed class RunOptions
{
    private readonly Option<bool> _quick = new("--quick") { Description = "Every transport once, at 64 B: within 90 s of measuring." };
    private readonly Option<bool> _thorough = new("--thorough")
    {
        Description = "More rounds, longer windows, native tools as well (calibrate): within 60 min on 2 cores.",
    };

    private readonly Option<string?> _transport = new("--transport")
    {
        Description = "Which transports, with options: tcp,file-poll:interval=10ms. Default: those of the suite.",
        HelpName = "NAMES",
        CompletionSources = { CompletionSource.Transports },
    };

    private readonly Option<string?> _scenario = new("--scenario")
    {
        Description = "round-trip, stream, load, connect, idle, wake, fan-out. Default: those of the suite.",
        HelpName = "NAMES",
        CompletionSources = { CompletionSource.Some<Scenario>() },
    };
    private readonly Option<string?> _payload = new("--payload")
    {
        Description = "Message sizes: 64,1KiB,64KiB. Default: those of the suite.",
        HelpName = "SIZES",
    };
    private readonly Option<string?> _initiators = new("--initiators")
    {
        Description = $"How many at once, each with its own connection: 1,4,16; at most {Cell.MaxInitiators}. Default: that of the suite.",
        HelpName = "NUMBERS",
    };
    private readonly Option<string?> _inFlight = new("--in-flight")
    {
        Description = $"How many requests each initiator has under way at once, on its one connection (HTTP/1.1: on as many connections): 1,8,64; "
            + $"at most {Cell.MaxInFlight}. "
            + $"Default: 1, and {Cell.StreamInFlight} sends of a stream where each waits for its answer (a POST over HTTP).",
        HelpName = "NUMBERS",
    };
    private readonly Option<string?> _responders = new("--responders")
    {
        Description = $"How many share the load, each in a container of its own: 1,2,4; at most {Cell.MaxResponders}. Default: that of the suite.",
        HelpName = "NUMBERS",
    };
    private readonly Option<string?> _subscribers = new("--subscribers")
    {
        Description = $"For fan-out: how many get every message, each in a container of its own: 1,4,16; at most {Cell.MaxSubscribers}. Default: 1, 4, 16.",
        HelpName = "NUMBERS",
    };

    private readonly Option<string?> _cpus = new("--cpus")
    {
        Description = "How many processors each end's container may use (with --responders, each responder's): 0.25,0.5,1,2. "
            + "Default: all, or those of the suite.",
        HelpName = "NUMBERS",
    };
    private readonly Option<string?> _memory = new("--memory")
    {
        Description = "How much memory each end's container may use (with --responders, each responder's): 64MiB,256MiB. Default: all.",
        HelpName = "SIZES",
    };
    private readonly Option<string?> _network = new("--network")
    {
        Description = $"How the pair's containers are connected: {string.Join(", ", NetworkChoice.All.Select(network => network.Name))}. "
            + "Options follow the name: shared-bridge:containers=50. Default: bridge, or those of the suite.",
        HelpName = "NAMES",
        CompletionSources = { CompletionSource.Networks },
    };
    private readonly Option<string?> _volume = new("--volume")
    {
        Description = $"What the files are on that the pair shares: {string.Join(", ", VolumeCatalogue.Names)}. Default: named, or those of the suite.",
        HelpName = "NAMES",
        CompletionSources = { CompletionSource.Some(VolumeCatalogue.Names) },
    };
    private const string EveryRuntime = Runner.Planning.Conditions.EveryRuntime;

    private readonly Option<string?> _runtime = new("--runtime")
    {
        Description = $"Container runtimes of the pair's two ends, by the engine's names for them: runc,runsc; {EveryRuntime}: each but its default. "
            + "Default: the engine's default, or those of the suite.",
        HelpName = "NAMES",
    };
    private readonly Option<string?> _rate = new("--rate")
    {
        Description = "For load and fan-out: messages a second, of all initiators together: 20,5000. Default: 100, or those of the suite.",
        HelpName = "RATES",
    };
    private readonly Option<string> _arrivals = new("--arrivals")
    {
        Description = "For load and fan-out: constant, poisson.",
        HelpName = "KIND",
        DefaultValueFactory = _ => "constant",
        CompletionSources = { CompletionSource.One(Enum.GetValues<Arrivals>().Select(EnumText.Of)) },
    };

    private readonly Option<string?> _silence = new("--silence")
    {
        Description = $"For wake: how long nothing is sent before each message: 100ms,1s,10s; at most {Cell.MaxSilenceMs / 1000}s. Default: those.",
        HelpName = "TIMES",
    };
    private readonly Option<string> _suite = new("--suite")
    {
        Description = $"A ready plan: {string.Join("; ", Suite.All.Select(suite => $"{suite.Name} ({suite.Summary})"))}.",
        HelpName = "NAME",
        DefaultValueFactory = _ => Suite.Default.Name,
        CompletionSources = { CompletionSource.One(Suite.All.Select(suite => suite.Name)) },
    };

    private readonly Option<string> _isolation = new("--isolation")
    {
        Description = "auto, container, process, kubernetes. auto: containers where an engine answers, else processes.",
        HelpName = "KIND",
        DefaultValueFactory = _ => "auto",
        CompletionSources = { CompletionSource.One("auto", "container", "process", "kubernetes") },
    };

    private readonly Option<string?> _placement = new("--placement")
    {
        Description = $"Of a cluster, where it puts the two ends: {string.Join(", ", Placement.All)}. Default: same-node, or those of the suite.",
        HelpName = "NAMES",
        CompletionSources = { CompletionSource.Some(Placement.All) },
    };
    private readonly Option<string?> _via = new("--via")
    {
        Description = $"Of a cluster, by what address the initiator reaches a server: {string.Join(", ", Placement.Ways)}. "
            + "Default: pod-ip, or those of the suite.",
        HelpName = "NAMES",
        CompletionSources = { CompletionSource.Some(Placement.Ways) },
    };
    private readonly Option<string?> _context = ClusterOptions.Context();
    private readonly Option<string?> _namespace = ClusterOptions.Namespace(
        "Of a cluster, a namespace that is there; it stays, and what the run made in it goes. Default: one of the run's own, which is removed afterwards.");
    private readonly Option<string?> _node = new("--node")
    {
        Description = "Of a cluster, A or A,B: responders and services on node A, the initiator on B. Default: of the scheduler's choice.",
        HelpName = "NAMES",
    };

    private readonly Option<string?> _rounds = new("--rounds")
    {
        Description = "How often every cell is measured, each time by a fresh pair: 1 to 100. Default: 3 (--quick: 1, --thorough: 4).",
        HelpName = "N",
    };
    private readonly Option<string?> _duration = new("--duration")
    {
        Description = "How long a cell is measured in a round: 500ms, 10s. Default: as long as its noise asks for, "
            + $"{Measured(RunProfile.Default)} (--quick: {Measured(RunProfile.Quick)}, --thorough: {Measured(RunProfile.Thorough)}), "
            + "and half as long again where it is not stationary.",
        HelpName = "TIME",
    };

    private readonly Option<string?> _warmUp = new("--warm-up")
    {
        Description = "How long a cell is warmed up at least: 5s; it still ends only when warm. Default: as long as it takes.",
        HelpName = "TIME",
    };
    private readonly Option<string?> _maxWarmUp = new("--max-warm-up")
    {
        Description = "How long a cell is warmed up at most: 20s; one that is not warm by then is flagged. "
            + $"Default: --warm-up and {WarmUp(RunProfile.Default)} (--quick: {WarmUp(RunProfile.Quick)}, --thorough: {WarmUp(RunProfile.Thorough)}).",
        HelpName = "TIME",
    };

    private readonly Option<string?> _seed = new("--seed")
    {
        Description = "What the order of the cells in each round is made from, to measure in the order of an earlier run again. "
            + "Default: made from the run; printed and recorded.",
        HelpName = "N",
    };
    private readonly Option<bool> _pin = new("--pin")
    {
        Description = "Each role has processors of its own: initiator, responder, and services where there are three or more.",
    };
    private readonly Option<string?> _out = new("--out") { Description = "Where the results go. Default: results/<UTC time>-<host>.", HelpName = "DIR" };

    private readonly Option<string?> _resume = new(ResumedRun.Option)
    {
        Description = "Goes on with the run in this folder that was interrupted or killed: measures what is missing of its plan, in its order. "
            + "It needs no other option, but for --service where the run was given a password.",
        HelpName = "DIR",
    };

    private readonly Option<string[]> _service = new(ServiceOptions.Service)
    {
        Description = "A server of your own in the place of one that the suite starts; may be given more than once. NAME is a service that list shows; "
            + "ADDRESS is HOST:PORT or USER:PASSWORD@HOST:PORT, of postgres an Npgsql connection string; "
            + "NAME=env:VARIABLE takes it from an environment variable, so that no password stands in a command.",
        HelpName = "NAME=ADDRESS",
        Arity = ArgumentArity.OneOrMore,
        CompletionSources = { CompletionSource.One(Catalogue.BuiltIn.Services.Select(service => $"{service.Name}=")) },
    };

    private readonly Option<string?> _postgres = new(ServiceOptions.Postgres)
    {
        Description = "The same as --service postgres=CONNECTION.",
        HelpName = "CONNECTION|env:NAME",
    };

    private readonly Option<string?> _mqtt = new(ServiceOptions.Mqtt)
    {
        Description = "The same as --service mosquitto=HOST:PORT.",
        HelpName = "HOST:PORT|env:NAME",
    };

    private readonly Option<string[]> _image = ImageOption.Create();
    private readonly Option<string[]> _plugin = PluginOption.Create();

    public IEnumerable<Option> All =>
    [
        _quick, _thorough, _rounds, _duration, _warmUp, _maxWarmUp, _plugin, _transport, _scenario, _payload, _initiators, _inFlight, _responders, _subscribers,
        _cpus, _memory, _network, _volume, _runtime, _rate, _arrivals, _silence, _suite, _seed, _isolation, _placement, _via, _context, _namespace, _node,
        _pin, _out, _resume, _service, _postgres, _mqtt, _image,
    ];

    private static string Measured(RunProfile profile) =>
        FormattableString.Invariant(
            $"{profile.Timing.MinWindows * profile.Timing.WindowMs / 1000.0} to {profile.Timing.MaxWindows * profile.Timing.WindowMs / 1000.0} s");

    private static string WarmUp(RunProfile profile) => FormattableString.Invariant($"{profile.Timing.MaxWarmUpMs / 1000.0} s");

    private IReadOnlyList<Conditions> Conditions(ParseResult parsed, Suite suite)
    {
        IEnumerable<T> Asked<T>(Option<string?> option, Func<string, IReadOnlyList<T>> read, T ofSuite) =>
            parsed.GetValue(option) is { } text ? read(text) : [ofSuite];

        // One of the limits leaves out the suite's others, which belong together.
        var isLimited = parsed.GetValue(_cpus) is not null || parsed.GetValue(_memory) is not null;
        return
        [
            .. (from own in suite.Conditions
                from cpus in Asked(_cpus, Values.Cpus, isLimited ? null : own.Cpus)
                from bytes in Asked(_memory, Values.Memory, isLimited ? null : own.MemoryBytes)
                from network in Asked(_network, Values.Networks, own.Network)
                from volume in Asked(_volume, Values.Volumes, own.Volume)
                from runtime in Asked(_runtime, Values.Runtimes, own.Runtime)
                from placement in Asked(_placement, Values.Placements, own.Placement)
                from via in Asked(_via, Values.Ways, own.Via)
                select own with
                {
                    Cpus = cpus, MemoryBytes = bytes, Network = network, Volume = volume, Runtime = runtime, Placement = placement, Via = via,
                }).Distinct(),
        ];
    }

    private ClusterRequest ReadCluster(ParseResult parsed)
    {
        var isCluster = Values.Isolation(parsed.GetValue(_isolation)!) == Runner.Results.Isolation.Kubernetes;
        Option<string?>[] ofCluster = [_placement, _via, _context, _namespace, _node];
        if (!isCluster && ofCluster.FirstOrDefault(option => parsed.GetValue(option) is not null) is { } alone)
            throw new UsageException($"{alone.Name}: it is of a cluster; give --isolation kubernetes with it.");
        if (isCluster && parsed.GetValue(_pin))
            throw new UsageException("--pin: a cluster gives its pods processors of their own by its own policy; leave it out.");
        if (isCluster && parsed.GetValue(_plugin) is { Length: > 0 })
            throw new UsageException("--plugin: the agent's image that the nodes have holds none; leave it out, or give --isolation container.");
        var (server, client) = parsed.GetValue(_node) is { } nodes ? Values.Nodes(nodes) : (null, null);
        return new ClusterRequest(parsed.GetValue(_context), parsed.GetValue(_namespace), server, client);
    }

    private RunProfile Own(ParseResult parsed, RunProfile profile)
    {
        TimeSpan? Duration(Option<string?> option, int leastMs) => parsed.GetValue(option) is { } text ? Values.Duration(option.Name, text, leastMs) : null;

        var own = profile with
        {
            Rounds = parsed.GetValue(_rounds) is { } rounds ? Values.Rounds(rounds) : profile.Rounds,
            Duration = Duration(_duration, profile.Timing.WindowMs),
            WarmUp = Duration(_warmUp, 0),
            MaxWarmUp = Duration(_maxWarmUp, profile.Timing.WindowMs),
        };
        return own.WarmUp > own.MaxWarmUp
            ? throw new UsageException($"--max-warm-up {parsed.GetValue(_maxWarmUp)}: accepted is --warm-up ({parsed.GetValue(_warmUp)}) or longer.")
            : own;
    }

    /// <summary>The run to go on with; null: one of its own is begun.</summary>
    /// <exception cref="UsageException">There is another option that says what is measured, which the run has settled.</exception>
    public ResumedRun? ReadResumed(ParseResult parsed)
    {
        if (parsed.GetValue(_resume) is not { } folder)
            return null;
        var other = All.Except([_resume, _service, _postgres, _mqtt])
            .Where(option => parsed.GetResult(option) is { Implicit: false })
            .Select(option => option.Name)
            .Concat(parsed.UnmatchedTokens)
            .FirstOrDefault();
        return other is null
            ? new ResumedRun(folder, [.. Services(parsed).Select(value => (_service.Name, value)), .. OlderServices(parsed).Where(one => one.Value is not null)
                .Select(one => (one.Key, one.Value!))])
            : throw new UsageException(
                $"{other.Split('=')[0]}: {ResumedRun.Option} goes on with the plan of {folder} as it is; "
                    + $"accepted with it is {_service.Name}. "
                    + $"Leave it out, or begin a run without {ResumedRun.Option}.");
    }

    private string[] Services(ParseResult parsed) => parsed.GetValue(_service) ?? [];

    private IEnumerable<KeyValuePair<string, string?>> OlderServices(ParseResult parsed) =>
        new[] { _postgres, _mqtt }.Select(option => KeyValuePair.Create(option.Name, parsed.GetValue(option)));

    /// <exception cref="UsageException">A value is not accepted.</exception>
    /// <exception cref="TransportException">A transport or one of its options is not known.</exception>
    public RunRequest Read(ParseResult parsed)
    {
        var (quick, thorough) = (parsed.GetValue(_quick), parsed.GetValue(_thorough));
        if (quick && thorough)
            throw new UsageException("--quick and --thorough exclude each other: give one.");
        var suite = Values.Suite(parsed.GetValue(_suite)!);
        var profile = Own(parsed, quick ? RunProfile.Quick : thorough ? RunProfile.Thorough : RunProfile.Default);
        var responders = parsed.GetValue(_responders) is { } asked ? Values.Responders(asked) : suite.Responders;
        var inFlight = parsed.GetValue(_inFlight) is { } underWay ? Values.InFlight(underWay) : suite.InFlight;
        var plugins = parsed.GetValue(_plugin) ?? [];
        var catalogue = Catalogue.WithPlugins(plugins);
        return new RunRequest
        {
            RunProfile = profile,
            Seed = parsed.GetValue(_seed) is { } seed ? Values.Seed(seed) : null,
            Plugins = plugins,
            Transports = parsed.GetValue(_transport) is { } transports
                ? Values.Transports(transports, catalogue)
                : suite.Transports(catalogue),
            Scenarios = parsed.GetValue(_scenario) is { } scenarios ? Values.Scenarios(scenarios) : suite.Scenarios,
            Payloads = parsed.GetValue(_payload) is { } payloads ? Values.Payloads(payloads) : suite.Payloads ?? profile.Payloads,
            Initiators = parsed.GetValue(_initiators) is { } initiators
                ? Values.Initiators(initiators)
                : [.. suite.Initiators.Select(initiators => Math.Max(initiators, responders[^1])).Distinct()],
            InFlight = inFlight,
            StreamInFlight = parsed.GetValue(_inFlight) is null ? Cell.StreamInFlight : inFlight[^1],
            Responders = responders,
            Subscribers = parsed.GetValue(_subscribers) is { } subscribers ? Values.Subscribers(subscribers) : suite.Subscribers,
            Conditions =
            [
                .. Conditions(parsed, suite).Select(conditions => conditions with { LimitsRespondersOnly = responders[^1] > 1 && conditions.IsLimited }),
            ],
            Rates = parsed.GetValue(_rate) is { } rates ? Values.Rates(rates) : suite.Rates,
            Silences = parsed.GetValue(_silence) is { } silences ? Values.Silences(silences) : suite.Silences,
            Has = new[] { _transport, _scenario, _payload }.Any(option => parsed.GetValue(option) is not null)
                ? (_, _, _) => true
                : (traits, scenario, payload) => suite.Has(profile, traits, scenario, payload),
            PartsOfCapacity = suite.PartsOfCapacity,
            Arrivals = Values.Arrivals(parsed.GetValue(_arrivals)!),
            Isolation = Values.Isolation(parsed.GetValue(_isolation)!),
            Pins = parsed.GetValue(_pin),
            Out = parsed.GetValue(_out),
            Services = ServiceOptions.Read(Services(parsed), OlderServices(parsed), catalogue),
            Images = ImageOption.Read(parsed.GetValue(_image), catalogue),
            Cluster = ReadCluster(parsed),
            BenchmarkDotNetArguments = parsed.UnmatchedTokens,
        };
    }
}
