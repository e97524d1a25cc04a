using InterContainer.Runner.Containers;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace InterContainer.Runner.Clusters;

/// <summary>What a person chose for a cluster.</summary>
public sealed record ClusterChoice
{
    /// <summary>The agent's, as the nodes find it.</summary>
    public required ImageReference Agent { get; init; }

    /// <summary>An existing one; null: one of the run's own, which is removed afterwards.</summary>
    public string? Namespace { get; init; }

    /// <summary>The node of responders and services; null: of the scheduler's choice.</summary>
    public string? ServerNode { get; init; }

    /// <summary>The node of the initiator; null: of the scheduler's choice.</summary>
    public string? ClientNode { get; init; }

    /// <summary>Images of services, by their names.</summary>
    public IReadOnlyDictionary<string, ImageReference> Images { get; init; } = new Dictionary<string, ImageReference>();
}

/// <summary>
/// Pairs of pods in a Kubernetes cluster. Nothing is installed in it: pods that carry the run's label, spoken to by an attached stream, and gone after
/// disposal.
/// </summary>
public sealed class KubernetesLauncher : ILauncher
{
    private readonly Cluster _cluster;
    private readonly ClusterChoice _choice;
    private readonly string _run;
    private readonly IReadOnlyDictionary<string, ServiceAddress> _own;
    private readonly Action<string> _say;
    private readonly Lazy<TlsCertificates> _certificates = new(CertificateIssuer.Issue);
    private ClusterPods? _pods;
    private ClusterServices? _services;
    private int _pairs;

    /// <param name="cluster">Owned by the caller.</param>
    /// <param name="choice">Of a person.</param>
    /// <param name="run">The run's id, for labels.</param>
    /// <param name="services">Servers of a person's own, by <see cref="Service.Name"/>.</param>
    /// <param name="say">Told, in one line, what differs from the expected.</param>
    public KubernetesLauncher(
        Cluster cluster, ClusterChoice choice, string run, IReadOnlyDictionary<string, ServiceAddress> services, Action<string> say)
        => (_cluster, _choice, _run, _own, _say) = (cluster, choice, run, services, say);

    public Isolation Isolation => Isolation.Kubernetes;

    public bool IsHere => false;

    public string? UnsupportedReason(Traits traits, Conditions conditions, int responders)
    {
        var placement = conditions.Placement ?? Placement.SameNode;
        var usesService = traits.Service is { IsBySocket: false };
        return this switch
        {
            _ when conditions.Network is not null || conditions.Volume is not null || conditions.Runtime is not null =>
                "networks, volumes and runtimes are those of an engine: give --placement and --via, or --isolation container",
            _ when _choice.ClientNode is { } client && (client == _choice.ServerNode) == (placement == Placement.CrossNode) =>
                $"--node {_choice.ServerNode},{client} is not {placement}: name one node, or with --placement {Placement.CrossNode} two",
            _ when placement == Placement.SamePod && conditions.Via is not null && !usesService =>
                $"in one pod the ends meet on loopback, and not by --via {conditions.Via}",
            _ when conditions.Via is not null && !traits.Needs.HasFlag(Needs.Network) && !usesService =>
                $"{traits.Name} does not use the network: as without --via, where it is measured",
            _ when UsesFolder(traits) && placement != Placement.SamePod =>
                $"{traits.Name} needs a folder that both ends share, and pods share none here: add --placement {Placement.SamePod}",
            _ when traits.Service is { IsBySocket: true } => "a Unix socket of a service is in another pod: leave it out of --transport",
            _ when usesService && placement == Placement.SamePod =>
                $"its {traits.Service!.Service.Title} is in a pod of its own: give --placement {Placement.SameNode} or {Placement.CrossNode}",
            _ when usesService && conditions.Via == Placement.HostNetwork =>
                $"its {traits.Service!.Service.Title} has no network of the node: give another --via",
            _ when traits.Service is { } need && _own.TryGetValue(need.Service.Name, out var own) =>
                OwnService.UnsupportedReason(need, own, inContainers: true),
            _ => null,
        };
    }

    /// <summary>Makes the namespace, or looks whether the one that was chosen is there.</summary>
    /// <exception cref="LaunchException">The cluster refuses; one line says why.</exception>
    public async Task PrepareNamespaceAsync(CancellationToken cancellationToken)
    {
        var client = _cluster.Client.CoreV1;
        var space = _choice.Namespace ?? ObjectNames.Prefix(_run);
        // A run that is resumed may have left something there.
        if (_choice.Namespace is null)
        {
            await ClusterWords.AskAsync(
                "the cluster makes no namespace for the run, so name one that is there with --namespace", MakeAsync(client, space));
        }
        else
        {
            await DemandAsync(client, space);
            await ClusterWords.AskAsync(
                $"the cluster does not let this role see and remove pods, services and secrets in --namespace {space}",
                RemoveAsync());
        }

        _pods = new ClusterPods(_cluster.Client, space, _run);
        _services = new ClusterServices(_pods, _choice.Images, _certificates);
        if (_choice.Namespace is null)
            await AwaitAccountAsync(_pods, cancellationToken);
    }

    public async Task<IPair> PrepareAsync(Traits traits, Conditions conditions, CancellationToken cancellationToken)
    {
        var pods = _pods ?? throw new InvalidOperationException("There is no namespace yet.");
        var own = _own.Where(service => service.Key == traits.Service?.Service.Name).ToDictionary();
        var service = traits.Service is { } need && own.Count == 0 ? await _services!.RunAsync(need, _choice.ServerNode, cancellationToken) : null;
        if (service is not null)
            own[service.Service.Name] = await AddressAsync(pods, service, traits, conditions, cancellationToken);
        return new KubernetesPair(pods, ++_pairs, traits, conditions, _choice.Agent.ToString(), service, new PairEndpoints
        {
            Channel = "pair",
            Services = own,
            Tls = TlsCertificates.AreWantedBy(traits) ? _certificates.Value : null,
        })
        {
            Nodes = (_choice.ServerNode, _choice.ClientNode),
        };
    }

    public async ValueTask DisposeAsync()
    {
        if (_pods is null)
            return;
        try
        {
            await RemoveAsync();
        }
        catch (Exception e) when (ClusterWords.IsOfCluster(e) || e is LaunchException)
        {
            _say($"The cluster does not remove all of this run ({ClusterWords.Of(e)}); when it does again: "
                + $"clean --context {_cluster.Context}{(_choice.Namespace is { } space ? $" --namespace {space}" : "")}");
        }
    }

    private static async Task DemandAsync(ICoreV1Operations client, string space)
    {
        try
        {
            await client.ReadNamespaceAsync(space);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            throw new LaunchException($"--namespace {space}: there is none; make it with kubectl create namespace {space}, or leave the option out", e);
        }
        catch (HttpOperationException e) when (e.Response.StatusCode == System.Net.HttpStatusCode.Forbidden)
        {
            // A role of that namespace alone need not see it; what is asked next tells.
        }
    }

    private async Task<bool> RemoveAsync()
    {
        await ClusterCleanup.RunAsync(_cluster.Client, _run, _choice.Namespace);
        return true;
    }

    private async Task<V1Namespace> MakeAsync(ICoreV1Operations client, string space)
    {
        if (await ClusterPods.ToleratingAbsenceAsync(client.ReadNamespaceAsync(space)))
            await RemoveAsync();
        return await client.CreateNamespaceAsync(new V1Namespace { Metadata = PodSpecs.Meta(_run, space) });
    }

    private static bool UsesFolder(Traits traits) =>
        !traits.Needs.HasFlag(Needs.SameProcess) && (traits.Needs.HasFlag(Needs.SharedFolder) || traits.Needs.HasFlag(Needs.MemoryFolder));

    private static async Task<ServiceAddress> AddressAsync(
        ClusterPods pods, ServicePod service, Traits traits, Conditions conditions, CancellationToken cancellationToken)
    {
        var declared = service.Service;
        var via = conditions.Via ?? Placement.PodIP;
        // One port in front: the one that the transport dials.
        var port = traits.Service!.Port is { } named ? declared.MorePorts[named] : declared.Port;
        var reached = via == Placement.PodIP
            ? new ServerAddress(service.Pod.Status.PodIP, port)
            : await ServerAddress.OfAsync(
                pods, service.Pod, new(FormattableString.Invariant($"{service.Name}-{via}-{port}"), port, IsUdp: false), via, cancellationToken);
        return new ServiceAddress(reached.Host, traits.Service.Port is null ? reached.Port : declared.Port)
        {
            User = service.User,
            Password = service.Password,
            MorePorts = declared.MorePorts.ToDictionary(one => one.Key, one => one.Key == traits.Service.Port ? reached.Port : one.Value),
        };
    }

    // A pod is refused before its namespace has the service account that every pod gets.
    private static async Task AwaitAccountAsync(ClusterPods pods, CancellationToken cancellationToken)
    {
        for (var end = Environment.TickCount64 + 10_000; Environment.TickCount64 < end; await Task.Delay(100, cancellationToken))
        {
            if (await ClusterPods.ToleratingAbsenceAsync(
                pods.Client.CoreV1.ReadNamespacedServiceAccountAsync("default", pods.Namespace, cancellationToken: cancellationToken)))
            {
                return;
            }
        }
    }
}
