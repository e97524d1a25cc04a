using Docker.DotNet;
using InterContainer.Runner.Containers.Connection;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>
/// Pairs of containers. A port is published only where that is the network under test; everything carries the run's label and is gone after disposal.
/// </summary>
public sealed class ContainerLauncher : ILauncher
{
    private readonly Engine _engine;
    private readonly string _run;
    private readonly Action<string> _say;
    private readonly Images _images;
    private readonly CorePlan? _cores;
    private readonly InternalNetworks _networks;
    private readonly InternalNetworks _open;
    private readonly IReadOnlyDictionary<string, ServiceAddress> _own;
    private readonly CrowdedBridges _crowded;
    private readonly Dictionary<string, Unsupported?> _tried = [];
    private readonly ContainerNames _names;
    private readonly ContainerServices _services;
    private readonly RuntimeTrials _runtimes;
    private readonly Lazy<TlsCertificates> _certificates = new(CertificateIssuer.Issue);
    private int _pairs;
    private bool _saidUncounted;

    /// <param name="engine">Owned by the caller.</param>
    /// <param name="run">The run's id, for labels.</param>
    /// <param name="plugins">Paths of plug-ins on this machine.</param>
    /// <param name="cores">The processors of each role; null: all share all.</param>
    /// <param name="say">Told, in one line, what takes time or differs from the expected.</param>
    /// <param name="images">Of a person's own: the name of what they stand for (<see cref="ContainerImages.Names"/>), and they; null: none.</param>
    /// <param name="services">Servers of a person's own, by <see cref="Service.Name"/>; null: none.</param>
    /// <exception cref="LaunchException">What is set for Testcontainers cannot be read.</exception>
    public ContainerLauncher(
        Engine engine,
        string run,
        IReadOnlyList<string> plugins,
        CorePlan? cores,
        Action<string> say,
        IReadOnlyDictionary<string, ImageReference>? images = null,
        IReadOnlyDictionary<string, ServiceAddress>? services = null)
    {
        var testcontainers = TestcontainersConfiguration.Read();
        if (testcontainers.WithoutEffect is { } line)
            say(line);
        _cores = cores;
        _engine = engine;
        _run = run;
        _say = say;
        _images = new Images(engine, new PluginLayer(plugins), images ?? new Dictionary<string, ImageReference>(), testcontainers, say);
        _networks = new InternalNetworks(run);
        // A server of a person's own is elsewhere.
        _open = new InternalNetworks(run, isInternal: false);
        _own = services ?? new Dictionary<string, ServiceAddress>();
        _crowded = new CrowdedBridges(run, _networks);
        _names = new ContainerNames(say);
        _services = new ContainerServices(engine, _images, _networks, cores, _certificates, run);
        _runtimes = new RuntimeTrials(PrepareAsync);
    }

    public Isolation Isolation => Isolation.Container;

    public bool IsHere => _engine.IsHere;

    public string? UnsupportedReason(Traits traits, Conditions conditions, int responders) =>
        conditions.IsOfCluster ? Placement.NeedsCluster :
        (conditions.Cpus > Processors
            ? FormattableString.Invariant(
                $"each end has {Processors} of the engine's {_engine.Processors} processors, and {conditions.Cpus} were asked for: ")
                    + $"give fewer --cpus{(_cores is null ? "" : ", or no --pin")}"
            : _engine.Limits.UnsupportedReason(conditions, pins: _cores is not null))
        ?? VolumeCatalogue.UnsupportedReason(traits, conditions.Volume, _engine.IsHere, _engine.Users)
        ?? _engine.Runtimes.UnsupportedReason(conditions.Runtime)
        ?? UnsupportedReason(NetworkChoice.Of(conditions.Network), traits)
        ?? (traits.Service is { } need && _own.TryGetValue(need.Service.Name, out var own)
            ? OwnService.UnsupportedReason(need, own, inContainers: true)
            : null);

    private string? UnsupportedReason(NetworkChoice network, Traits traits) =>
        network.Topology.SkipReason(traits) ?? network.Topology.UnsupportedReason(_engine.Networking, network.Options);

    public async Task<Unsupported?> TryAsync(Traits traits, Conditions conditions, CancellationToken cancellationToken) =>
        (_engine.Runtimes.IsDefault(conditions.Runtime)
            ? null
            : await _runtimes.TryAsync(traits, conditions, _engine.Runtimes.Text(conditions.Runtime), cancellationToken))
        ?? await TryNetworkAsync(traits, conditions, cancellationToken);

    private async Task<Unsupported?> TryNetworkAsync(Traits traits, Conditions conditions, CancellationToken cancellationToken)
    {
        var network = NetworkChoice.Of(conditions.Network);
        if (!network.Topology.IsTried || !INetworkTopology.UsesNetwork(traits))
            return null;
        if (_tried.TryGetValue(network.Text, out var known))
            return known;
        var failure = await NetworkTrial.FailureAsync(
            () => PrepareAsync(NetworkTrial.Traits, new Conditions { Network = conditions.Network }, cancellationToken), cancellationToken);
        return _tried[network.Text] = failure is null
            ? null
            : new Unsupported($"a few messages over {network.Text} did not come back ({failure}): {network.Topology.Remedy}");
    }

    private int Processors => _cores is null ? _engine.Processors : CorePlan.OfEach(_engine.Processors);

    /// <summary>Builds the agent's image now, where it is not there yet, so that no cell waits for it.</summary>
    /// <exception cref="LaunchException">Its base cannot be had.</exception>
    public Task PrepareAgentImageAsync(CancellationToken cancellationToken) =>
        EngineWords.AskAsync("the engine does not make the agent's image", _images.AgentAsync(cancellationToken));

    public async Task<IPair> PrepareAsync(Traits traits, Conditions conditions, CancellationToken cancellationToken) =>
        await PrepareAsync(
            new PairPlace(traits.Needs, traits.Service, traits.LoadSharing, traits.FanOut, traits.SendsDatagrams)
            {
                UsesTls = TlsCertificates.AreWantedBy(traits),
            },
            conditions,
            cancellationToken);

    /// <summary>Runs a native tool between two containers of a fresh pair.</summary>
    /// <returns>What its measuring end printed.</returns>
    /// <param name="tool">Which.</param>
    /// <param name="conditions">Of the pair.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="LaunchException">It failed; one line says how.</exception>
    internal async Task<string> RunToolAsync(NativeTool tool, Conditions conditions, CancellationToken cancellationToken)
    {
        var image = await _images.CalibrationAsync(cancellationToken);
        await using var pair = await PrepareAsync(
            new PairPlace(tool.Needs, tool.Service, LoadSharing.None, FanOut.BySends, SendsDatagrams: false), conditions, cancellationToken);
        return await pair.RunToolAsync(tool, image, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await ContainerCleanup.RunAsync(_engine, _run);
        }
        catch (Exception e)
        {
            _say($"The engine does not answer ({EngineWords.Of(e)}); when it does, remove what this run left with the command: clean");
        }
    }

    private async Task<ContainerPair> PrepareAsync(PairPlace place, Conditions conditions, CancellationToken cancellationToken)
    {
        try
        {
            return await PlaceAsync(place, conditions, cancellationToken);
        }
        catch (DockerApiException e)
        {
            throw new LaunchException($"the engine does not make the place of a pair: {EngineWords.Of(e)}", e);
        }
        catch (HttpRequestException e)
        {
            throw new LaunchException($"The container engine does not answer any more ({EngineWords.Of(e)}): start it again, and run again.", e);
        }
    }

    private async Task<ContainerPair> PlaceAsync(PairPlace place, Conditions conditions, CancellationToken cancellationToken)
    {
        var agent = await _images.AgentAsync(cancellationToken);
        var own = _own.Where(service => service.Key == place.Service?.Service.Name).ToDictionary();
        ServiceContainer[] services = place.Service is { } need && own.Count == 0 ? [await _services.RunAsync(need, cancellationToken)] : [];
        var number = ++_pairs;
        var choice = NetworkChoice.Of(conditions.Network);
        var creatingNetwork = choice.Topology.CreateAsync(new NetworkRequest(_engine, _run, number, choice.Options)
        {
            Networks = own.Count == 0 ? _networks : _open,
            Crowded = _crowded,
            UsesHostsFile = _names.AreInHostsFile,
            HolderImage = agent,
            SendsDatagrams = place.SendsDatagrams,
        });
        var folders = await VolumeCatalogue.Find(conditions.Volume).CreateAsync(new FolderRequest(_engine, _run, number, agent, place.Needs));
        try
        {
            var network = await creatingNetwork;
            cancellationToken.ThrowIfCancellationRequested();
            await network.JoinAsync(services, cancellationToken);
            var images = services.ToDictionary(service => service.Name, service => service.Image);
            images["agent"] = await _images.DigestAsync(agent, cancellationToken);
            return new ContainerPair(_engine, _run, number, place.LoadSharing, place.FanOut, agent, network, folders, services, own)
            {
                Images = images,
                Plugins = _images.Plugins.PathsInImage,
                Cores = _cores,
                Conditions = conditions,
                Tls = place.UsesTls ? _certificates.Value : null,
                Uncounted = SayUncounted,
                Hear = _names.Hear,
            };
        }
        catch
        {
            // What the engine made is swept at the end of the run, a folder of the host is not.
            await folders.DisposeAsync();
            throw;
        }
    }

    private sealed record PairPlace(Needs Needs, ServiceNeed? Service, LoadSharing LoadSharing, FanOut FanOut, bool SendsDatagrams)
    {
        public bool UsesTls { get; init; }
    }

    private void SayUncounted(string why)
    {
        if (_saidUncounted)
            return;
        _saidUncounted = true;
        _say($"The engine does not say what its containers use ({why}), so what services cost is absent.");
    }
}
