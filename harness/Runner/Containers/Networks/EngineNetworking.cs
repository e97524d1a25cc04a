using Docker.DotNet.Models;
using Version = System.Version;

namespace InterContainer.Runner.Containers;

/// <summary>What an engine says of the networks that it can make. Pure.</summary>
/// <param name="Drivers">Of networks: <c>bridge</c>, <c>macvlan</c>; empty where it does not say.</param>
/// <param name="Swarm">Its part in one: only a manager makes networks of a swarm.</param>
/// <param name="Api">The version that is spoken to it.</param>
/// <param name="NewestApi">The newest that it speaks.</param>
/// <param name="Kernel">Whether its kernel has a feature, by the name of its configuration; null: it does not say.</param>
internal sealed record EngineNetworking(
    IReadOnlyList<string> Drivers, SwarmRole Swarm, Version Api, Version NewestApi, Func<string, bool?> Kernel)
{
    /// <param name="info">What the engine said.</param>
    /// <param name="api">The version that is spoken to it.</param>
    /// <param name="newestApi">The newest that it speaks.</param>
    /// <param name="isHere">Whether its kernel is this machine's.</param>
    public static EngineNetworking Of(SystemInfoResponse info, Version api, Version newestApi, bool isHere) => new(
        [.. info.Plugins?.Network ?? []],
        info.Swarm switch
        {
            { LocalNodeState: "active", ControlAvailable: true } => SwarmRole.Manager,
            { LocalNodeState: not (null or "" or "inactive") } => SwarmRole.Worker,
            _ => SwarmRole.None,
        },
        api,
        newestApi,
        isHere ? KernelConfiguration.Has : _ => null);

    /// <summary>That it has no such driver, in one line; null: it has, or does not say.</summary>
    public string? LacksDriver(string driver) => Drivers.Count == 0 || Drivers.Contains(driver)
        ? null
        : $"the engine has no network driver {driver} (it has {string.Join(", ", Drivers)}): leave {driver} out of --network";

    /// <summary>That its kernel lacks something, in one line; null: it has it, or does not say.</summary>
    /// <param name="option">Of the kernel's configuration.</param>
    /// <param name="what">What that is for.</param>
    public string? LacksInKernel(string option, string what) => Kernel(option) == false
        ? $"the kernel was built without {what} ({option} in its configuration): boot one that has it, or leave it out of --network"
        : null;
}

/// <summary>The part of an engine in a swarm.</summary>
internal enum SwarmRole
{
    /// <summary>It is in none.</summary>
    None,

    /// <summary>It is in one that others manage, or that does not answer.</summary>
    Worker,

    /// <summary>It manages one.</summary>
    Manager,
}
