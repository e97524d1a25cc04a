using System.Collections.Concurrent;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Planning;
using InterContainer.Transports;
using k8s.Models;

namespace InterContainer.Runner.Clusters;

/// <summary>The pods of one pair: one for each agent, or one for all of them.</summary>
internal sealed class KubernetesPair : IPair
{
    /// <summary>On which responders listen; where several share an address, each on the next one.</summary>
    public const int FirstPort = 9000;

    private const string Initiator = "initiator";

    private readonly ClusterPods _pods;
    private readonly int _number;
    private readonly Traits _traits;
    private readonly Conditions _conditions;
    private readonly string _image;
    private readonly ServicePod? _service;
    private readonly PairEndpoints _endpoints;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<ServerAddress>> _responders = [];
    private readonly ConcurrentDictionary<string, string> _settings = [];
    private readonly ConcurrentDictionary<string, string> _images = [];
    private readonly SemaphoreSlim _making = new(1);
    private readonly ConcurrentDictionary<string, bool> _made = [];
    private V1Pod? _shared;
    private string? _first;

    public KubernetesPair(ClusterPods pods, int number, Traits traits, Conditions conditions, string image, ServicePod? service, PairEndpoints endpoints)
    {
        (_pods, _number, _traits, _conditions, _image, _service) = (pods, number, traits, conditions, image, service);
        _endpoints = endpoints with
        {
            Channel = FormattableString.Invariant($"pair_{number}"),
            SharedFolder = PodSpecs.SharedFolder,
            MemoryFolder = PodSpecs.MemoryFolder,
        };
        _settings["placement"] = Placed;
        if (service is not null)
        {
            _images[service.Service.Name] = service.Image;
            _settings[$"node.{service.Service.Name}"] = service.Pod.Spec.NodeName;
        }
    }

    /// <summary>The nodes that a person names: of responders and services, and of the initiator.</summary>
    public required (string? Server, string? Client) Nodes { get; init; }

    public IReadOnlyDictionary<string, string> Images => _images;

    public IReadOnlyDictionary<string, string> ServiceVersions { get; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Settings =>
        _settings.Concat(_service?.Service.Settings ?? new Dictionary<string, string>()).ToDictionary();

    private bool IsOnePod => _conditions.Placement == Placement.SamePod || _traits.Needs.HasFlag(Needs.SameProcess);

    private string Placed => _conditions.Placement ?? Placement.SameNode;

    private string Via => _conditions.Via ?? Placement.PodIP;

    // A cluster has no rights to ask of what its nodes count.
    public Task<Counters?> SampleServicesAsync(CancellationToken cancellationToken) => Task.FromResult<Counters?>(null);

    public SocketCounts? CountServiceSockets() => null;

    public async Task<IAgentHandle> StartAsync(AgentRequest part, CancellationToken cancellationToken)
    {
        if (part.Role != Role.Responder)
        {
            // It is told where they are, and the scheduler is told to put it beside them, or not.
            foreach (var responder in part.Role == Role.Both ? [] : Enumerable.Range(0, part.Cell.ServingEnds))
                await Located(responder).Task.WaitAsync(cancellationToken);
            return await AttachAsync(part, await PodAsync(part, Initiator, cancellationToken), Initiator, null, cancellationToken);
        }

        try
        {
            var pod = await PodAsync(part, Of(part.Number), cancellationToken);
            Located(part.Number).SetResult(await AddressAsync(pod, part.Number, cancellationToken));
            return await AttachAsync(part, pod, Of(part.Number), part.Number, cancellationToken);
        }
        catch (Exception e)
        {
            Located(part.Number).TrySetException(e);
            throw;
        }
    }

    private async Task<ServerAddress> AddressAsync(V1Pod pod, int responder, CancellationToken cancellationToken) => this switch
    {
        _ when IsOnePod => new ServerAddress("127.0.0.1", PortOf(responder)),
        _ when !_traits.Needs.HasFlag(Needs.Network) => new ServerAddress(pod.Status.PodIP, PortOf(responder)),
        _ => await ServerAddress.OfAsync(_pods, pod, new(pod.Metadata.Name, PortOf(responder), _traits.SendsDatagrams), Via, cancellationToken),
    };

    private async Task<IAgentHandle> AttachAsync(AgentRequest part, V1Pod pod, string container, int? responder, CancellationToken cancellationToken)
    {
        _settings[$"node.{container}"] = pod.Spec.NodeName;
        _images["agent"] = ImageIds.Of(pod.Status.ContainerStatuses[0]);
        var assignment = Dialled.For(part, []) with
        {
            IsAlone = true,
            SharesInterfaces = IsOnePod || Via == Placement.HostNetwork,
        };
        if (responder is { } listening)
            assignment = assignment with { Endpoints = assignment.Endpoints with { Host = "0.0.0.0", Port = PortOf(listening) } };
        var name = pod.Metadata.Name;
        return await PodAgent.AttachAsync(
            _pods, name, container, assignment, () => IsOnePod ? default : new ValueTask(RemoveAsync(name)), cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_made.Keys.Select(RemoveAsync));
        _making.Dispose();
    }

    private Task RemoveAsync(string pod) => _made.TryRemove(pod, out _) ? _pods.RemoveAsync(pod) : Task.CompletedTask;

    private EndpointResolver Dialled => new(
        At(_endpoints, 0), _traits.LoadSharing, _traits.FanOut, At);

    // Where a responder is that is not there yet does not matter: nobody is told.
    private PairEndpoints At(PairEndpoints first, int responder) => Located(responder).Task is { IsCompletedSuccessfully: true, Result: var known }
        ? first with { Host = known.Host, Port = known.Port }
        : first;

    private TaskCompletionSource<ServerAddress> Located(int responder) =>
        _responders.GetOrAdd(responder, _ => new TaskCompletionSource<ServerAddress>(TaskCreationOptions.RunContinuationsAsynchronously));

    private int PortOf(int responder) => FirstPort + (IsOnePod || Via == Placement.HostNetwork ? responder : 0);

    private static string Of(int responder) => responder == 0 ? "responder" : FormattableString.Invariant($"responder-{responder}");

    // One after the other: the first decides where the next ones go, and one pod is for all.
    private async Task<V1Pod> PodAsync(AgentRequest part, string container, CancellationToken cancellationToken)
    {
        await _making.WaitAsync(cancellationToken);
        try
        {
            return IsOnePod && _shared is not null ? _shared : await MakeAsync(part, container, cancellationToken);
        }
        finally
        {
            _making.Release();
        }
    }

    private async Task<V1Pod> MakeAsync(AgentRequest part, string container, CancellationToken cancellationToken)
    {
        var environment = part.On(_endpoints, []).RuntimeSettings;
        (string, IReadOnlyDictionary<string, string>, bool) One(string name) => (name, environment, name != Initiator || !_conditions.LimitsRespondersOnly);
        var names = part.Role == Role.Both ? [Initiator]
            : IsOnePod ? [.. Enumerable.Range(0, part.Cell.ServingEnds).Select(Of), Initiator]
            : new[] { container };
        var pod = PodSpecs.Agents(
            _pods.Run, $"{ObjectNames.Prefix(_pods.Run)}-{_number}-{(IsOnePod ? "pair" : container)}", _image, [.. names.Select(One)], _conditions);
        Locate(pod, isServer: container != Initiator);
        _made[pod.Metadata.Name] = true;
        var started = await _pods.StartAsync(pod, null, cancellationToken);
        _first ??= pod.Metadata.Name;
        if (IsOnePod)
            _shared = started;
        return started;
    }

    // Responders stand beside their service, or the first of them; the initiator beside the first responder, or away from it.
    private void Locate(V1Pod pod, bool isServer)
    {
        if ((isServer ? Nodes.Server : Nodes.Client) is { } node)
            PodSpecs.Place(pod, node);
        else if ((isServer ? _service?.Name ?? _first : _first ?? _service?.Name) is { } other)
            PodSpecs.Place(pod, other, isSame: isServer || Placed != Placement.CrossNode);
    }
}
