using Docker.DotNet.Models;
using InterContainer.Runner.Planning;

namespace InterContainer.Runner.Containers;

/// <summary>What an engine says that it can hold its containers to. Pure.</summary>
/// <param name="Cpus">A share of the processors.</param>
/// <param name="Memory">An amount of memory.</param>
/// <param name="Pinning">Some of the processors.</param>
/// <param name="HasGroups">Each container has control groups of its own, so that what it uses is counted separately.</param>
public sealed record EngineLimits(bool Cpus, bool Memory, bool Pinning, bool HasGroups)
{
    private const string Cause = "its kernel or its rights leave it no control groups for that, as docker info says. "
        + "Run without, or give a rootless engine control groups of version 2: https://docs.docker.com/engine/security/rootless";

    internal static EngineLimits Of(SystemInfoResponse info) => new(info.CPUCfsQuota, info.MemoryLimit, info.CPUSet, info.CgroupDriver != "none");

    /// <summary>What it cannot hold them to, in one line; null: it can all.</summary>
    public string? Lack => Line(Cpus ? null : "--cpus", Memory ? null : "--memory", Pinning ? null : "--pin");

    /// <summary>Why what is asked for would be no limit, in one line; null: it would.</summary>
    public string? UnsupportedReason(Conditions asked, bool pins) => Line(
        asked.Cpus is null || Cpus ? null : "--cpus",
        asked.MemoryBytes is null || Memory ? null : "--memory",
        !pins || Pinning ? null : "--pin");

    private static string? Line(params string?[] flags)
    {
        var lacking = flags.OfType<string>().ToList();
        return lacking.Count == 0 ? null : $"the engine cannot keep containers to {string.Join(", ", lacking)}: {Cause}";
    }
}
