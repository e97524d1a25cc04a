using InterContainer.Protocol;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Processes;
using InterContainer.Runner.Results;
using InterContainer.Tests.EndToEnd;
using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>Pairs of agents in either isolation, made by the launchers that runs use.</summary>
public sealed class PairFixture(EngineFixture engine) : IAsyncLifetime
{
    private readonly ProcessLauncher _processes = new(new Dictionary<string, ServiceAddress>(), Plugins, cores: null);
    private readonly string _run = $"test{Environment.ProcessId}-{Path.GetRandomFileName()[..8]}";
    private readonly SemaphoreSlim _preparing = new(1);
    private ContainerLauncher? _containers;

    public static TimeSpan Timeout { get; } = TimeSpan.FromSeconds(60);

    /// <summary>The built-in transports, and those of the plug-ins that the environment variable PLUGINS names.</summary>
    public static Catalogue Catalogue { get; } = Catalogue.WithPlugins(Plugins);

    /// <summary>Whether everything is tried, however long it takes: the environment variable PLACES is <c>all</c>.</summary>
    public static bool IsWhole => Environment.GetEnvironmentVariable("PLACES") == "all";

    /// <summary>
    /// Those of the catalogue whose server, if they need one, can be had without a registry; or those that the environment variable TRANSPORTS names:
    /// <c>TRANSPORTS=uds,udp dotnet test</c>.
    /// </summary>
    public static IEnumerable<Traits> Examined =>
        Catalogue.Transports.Select(transport => transport.Traits)
            .Where(traits => Named("TRANSPORTS") is { Count: > 0 } names ? names.Contains(traits.Name) : HasServer(traits));

    private static IReadOnlyList<string> Plugins => Named("PLUGINS");

    // The runtime of the containers that RUNTIME names, of those the engine knows; then nothing is tried between processes.
    private static string? Runtime => Environment.GetEnvironmentVariable("RUNTIME") is { Length: > 0 } name ? name : null;

    /// <summary>
    /// Those of <see cref="Examined"/> that are wanted, also with the options that give them other ends, in every isolation that can host them.
    /// </summary>
    internal static IEnumerable<(string Transport, Isolation Isolation)> Places(Predicate<Traits> wanted)
    {
        var processes = new ProcessLauncher(new Dictionary<string, ServiceAddress>(), Plugins, cores: null);
        foreach (var traits in Examined.Where(traits => wanted(traits)))
        {
            foreach (var choice in Choices(traits))
            {
                yield return (choice, Isolation.Container);
                if (Runtime is null && processes.UnsupportedReason(TraitsOf(choice), Conditions.Default, responders: 1) is null)
                    yield return (choice, Isolation.Process);
            }
        }
    }

    /// <summary>The same, each between processes where it can be, else in containers: enough for what does not depend on the isolation.</summary>
    internal static IEnumerable<(string Transport, Isolation Isolation)> OnePlaceEach(Predicate<Traits> wanted) =>
        Places(wanted).GroupBy(place => place.Transport).Select(places => places.MaxBy(place => place.Isolation == Isolation.Process));

    /// <summary>Where the contract is tried: everywhere, or once each where time is short.</summary>
    internal static IEnumerable<(string Transport, Isolation Isolation)> ContractPlaces(Predicate<Traits> wanted) =>
        IsWhole ? Places(wanted) : OnePlaceEach(wanted);

    /// <summary>A transport with its defaults, and with each option that gives it other ends.</summary>
    internal static IEnumerable<string> Choices(Traits traits) =>
        new[] { traits.Name }.Concat(
            traits.Options.Where(option => option == TlsCertificates.Option).Select(option => $"{traits.Name}:{option.Name}=on"));

    /// <summary>Whether a choice is tried beyond the contract: with other options the ends do the same in another way.</summary>
    internal static bool IsOfDefaults(string transport) => IsWhole || !transport.Contains(':', StringComparison.Ordinal);

    // Their ends are another's, reached in another way: the contract is tried with each, what the ends do by themselves with that one.
    private static readonly string[] OtherWays = ["mqtt-uds", "mqtt-ws", "http1-uds", "http2-uds", "grpc-uds"];

    internal static bool HasOwnEnds(Traits traits) => IsWhole || Named("TRANSPORTS").Contains(traits.Name) || !OtherWays.Contains(traits.Name);

    internal static bool HasTwoProcesses(Traits traits) => !traits.Needs.HasFlag(Needs.SameProcess);

    internal string Run => _run;

    internal static Traits TraitsOf(string transport) => TransportChoice.Parse(transport, Catalogue).Traits;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _processes.DisposeAsync();
        if (_containers is not null)
            await _containers.DisposeAsync();
        _preparing.Dispose();
    }

    /// <summary>For trials side by side: one pair is made after the other, as launchers expect.</summary>
    internal ILauncher Launcher(Isolation isolation) => new Orderly(_preparing, isolation == Isolation.Process ? _processes : Containers());

    /// <summary>A pair under the runtime that is asked for; what the engine or a trial says against it is the reason of a skip.</summary>
    internal async Task<IPair> PrepareAsync(string transport, Isolation isolation)
    {
        var (launcher, traits) = (Launcher(isolation), TraitsOf(transport));
        var conditions = Conditions.Default with { Runtime = Runtime };
        if (Runtime is not null && await LackAsync(launcher, traits, conditions) is { } lack)
            Assert.Skip(lack);
        return await launcher.PrepareAsync(traits, conditions, TestContext.Current.CancellationToken);
    }

    private static async Task<string?> LackAsync(ILauncher launcher, Traits traits, Conditions conditions) =>
        launcher.UnsupportedReason(traits, conditions, responders: 1)
            ?? (await launcher.TryAsync(traits, conditions, TestContext.Current.CancellationToken))?.Reason;

    private ContainerLauncher Containers()
    {
        lock (_preparing)
            return _containers ??= new ContainerLauncher(engine.Engine, _run, Plugins, cores: null, _ => { });
    }

    private static bool HasServer(Traits traits) => traits.Service?.Service is null or { OfflineImage: not null } or { Embedded: not null };

    private static List<string> Named(string variable) =>
        [.. (Environment.GetEnvironmentVariable(variable) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>A responder that serves.</summary>
    internal static async Task<Playing> ServeAsync(IPair pair, AgentRequest part)
    {
        var playing = await Playing.StartAsync(pair, part);
        await playing.Reader.NextAsync<ReadyLine>(Timeout, TestContext.Current.CancellationToken);
        return playing;
    }
}

/// <summary>The launcher, which stays the fixture's, makes one pair at a time, and of agents that are not timed.</summary>
internal sealed class Orderly(SemaphoreSlim preparing, ILauncher launcher) : ILauncher
{
    public Isolation Isolation => launcher.Isolation;

    public bool IsHere => launcher.IsHere;

    public string? UnsupportedReason(Traits traits, Conditions conditions, int responders) => launcher.UnsupportedReason(traits, conditions, responders);

    public async Task<Unsupported?> TryAsync(Traits traits, Conditions conditions, CancellationToken cancellationToken)
    {
        await preparing.WaitAsync(cancellationToken);
        try
        {
            return await launcher.TryAsync(traits, conditions, cancellationToken);
        }
        finally
        {
            preparing.Release();
        }
    }

    public async Task<IPair> PrepareAsync(Traits traits, Conditions conditions, CancellationToken cancellationToken)
    {
        await preparing.WaitAsync(cancellationToken);
        try
        {
            return new Untimed(await launcher.PrepareAsync(traits, conditions, cancellationToken));
        }
        finally
        {
            preparing.Release();
        }
    }

    public ValueTask DisposeAsync() => default;
}

/// <summary>A pair that is only asked whether it works.</summary>
internal sealed class Untimed(IPair pair) : IPair
{
    public IReadOnlyDictionary<string, string> Images => pair.Images;

    public IReadOnlyDictionary<string, string> ServiceVersions => pair.ServiceVersions;

    public IReadOnlyDictionary<string, string> Settings => pair.Settings;

    public Task<Counters?> SampleServicesAsync(CancellationToken cancellationToken) => pair.SampleServicesAsync(cancellationToken);

    public SocketCounts? CountServiceSockets() => pair.CountServiceSockets();

    public Task<IAgentHandle> StartAsync(AgentRequest part, CancellationToken cancellationToken) =>
        pair.StartAsync(part with { IsTimed = false }, cancellationToken);

    public ValueTask DisposeAsync() => pair.DisposeAsync();
}

/// <summary>An agent, and what it says.</summary>
internal sealed class Playing : IAsyncDisposable
{
    private readonly IAgentHandle _agent;

    private Playing(IAgentHandle agent, Role role)
    {
        _agent = agent;
        Reader = new AgentReader(agent, role);
    }

    public AgentReader Reader { get; }

    public static async Task<Playing> StartAsync(IPair pair, AgentRequest part) =>
        new(await pair.StartAsync(part, TestContext.Current.CancellationToken), part.Role);

    /// <summary>Stops it and takes what it saw.</summary>
    public async Task<Measurement> StopAsync()
    {
        await _agent.StopAsync(TestContext.Current.CancellationToken);
        return (await Reader.NextAsync<ResultLine>(PairFixture.Timeout, TestContext.Current.CancellationToken)).Measurement;
    }

    public Task GoAsync() => _agent.GoAsync(TestContext.Current.CancellationToken);

    /// <summary>Sends a signal to an agent in a container, and after SIGKILL waits until it is dead.</summary>
    public async Task SignalAsync(string signal)
    {
        await ((ContainerAgent)_agent).SignalAsync(signal, TestContext.Current.CancellationToken);
        if (signal == "SIGKILL")
            await _agent.Output.Completion.WaitAsync(PairFixture.Timeout, TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _agent.DisposeAsync();
}
