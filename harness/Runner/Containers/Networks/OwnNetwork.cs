using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;

namespace InterContainer.Runner.Containers;

/// <summary>A network that the pair has to itself, on which containers find each other by name.</summary>
/// <param name="network">Removed with it.</param>
/// <param name="usesHostsFile">Whether each container is told the addresses of the others.</param>
/// <param name="below">What it stands on, removed after it, in order; null: on nothing.</param>
internal class OwnNetwork(InternalNetwork network, bool usesHostsFile, IReadOnlyList<IAsyncDisposable>? below = null) : PairNetwork
{
    /// <summary>As it was made.</summary>
    protected InternalNetwork Network { get; } = network;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, string> Settings =>
        usesHostsFile ? new Dictionary<string, string> { ["names"] = "hosts file" } : new Dictionary<string, string>();

    /// <inheritdoc/>
    public override string Host(int responder) => NameOf(responder);

    /// <inheritdoc/>
    public override ContainerBuilder Attach(ContainerBuilder container, int? responder) => container
        .WithNetwork(Network.Network)
        .WithNetworkAliases(responder is { } number ? NameOf(number) : "initiator")
        .WithCreateParameterModifier(parameters => Address(parameters, responder));

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Services.Select(service => service.LeaveAsync(Network.Network.Name)));
        await Network.Network.DisposeAsync();
        foreach (var made in below ?? [])
            await made.DisposeAsync();
    }

    /// <inheritdoc/>
    protected override Task JoinAsync(ServiceContainer service, int index, CancellationToken cancellationToken) => service.JoinAsync(
        Network.Network.Name,
        usesHostsFile ? new EndpointIPAMConfig { IPv4Address = Network.Service(index) } : null,
        cancellationToken);

    /// <summary>Gives a container its address, and the others' names, where the network does not.</summary>
    protected virtual void Address(CreateContainerParameters parameters, int? responder)
    {
        if (!usesHostsFile)
            return;
        foreach (var endpoint in parameters.NetworkingConfig!.EndpointsConfig!.Values)
            endpoint.IPAMConfig = new EndpointIPAMConfig { IPv4Address = responder is { } number ? Network.Responder(number) : Network.Initiator };
        (parameters.HostConfig ??= new HostConfig()).ExtraHosts =
        [
            .. Services.Select((service, index) => $"{service.Name}:{Network.Service(index)}"),
            .. Enumerable.Range(0, InternalNetwork.MostResponders).Select(number => $"{NameOf(number)}:{Network.Responder(number)}"),
        ];
    }
}
