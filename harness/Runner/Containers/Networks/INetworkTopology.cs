using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>One way in which the containers of a pair are connected. Stateless, with a parameterless constructor: the catalogue finds it by that.</summary>
internal interface INetworkTopology
{
    /// <summary>Lower-case words joined by hyphens; unique; the name people type.</summary>
    string Name { get; }

    /// <summary>One line for a reader with a choice: what messages pass through.</summary>
    string Summary { get; }

    /// <summary>The settings a person may choose, with their defaults.</summary>
    IReadOnlyList<TransportOption> Options => [];

    /// <summary>Whether it is tried with a few messages before a run relies on it: what an engine cannot do shows there, and not as failed cells.</summary>
    bool IsTried => true;

    /// <summary>What a person can do where trying it failed.</summary>
    string Remedy => "leave it out of --network";

    /// <summary>Why an engine has none, with the remedy, in one line; null: as far as it says, it has.</summary>
    /// <param name="engine">What it says of itself.</param>
    /// <param name="options">Every one with its value.</param>
    string? UnsupportedReason(EngineNetworking engine, IReadOnlyDictionary<string, string> options) => null;

    /// <summary>Why a transport is not measured on it, in one line; null: it is.</summary>
    string? SkipReason(Traits traits) => UsesNetwork(traits) ? null : $"{traits.Name} does not use the network: as without --network, where it is measured";

    /// <summary>Makes one for a pair. Cannot be cancelled: the engine goes on with what was asked of it.</summary>
    /// <exception cref="Docker.DotNet.DockerApiException">The engine refuses.</exception>
    Task<PairNetwork> CreateAsync(NetworkRequest request);

    /// <summary>Whether messages pass through the network of the pair's ends.</summary>
    static bool UsesNetwork(Traits traits) => traits.Needs.HasFlag(Needs.Network) || UsesService(traits);

    /// <summary>Whether they pass through it to a service.</summary>
    static bool UsesService(Traits traits) => traits.Service is { IsBySocket: false };
}
