using Docker.DotNet.Models;

namespace InterContainer.Runner.Containers;

/// <summary>Limits that an engine took the order for and discarded: it only warns, and the container would run without. Pure.</summary>
internal static class RefusedLimits
{
    // An engine may keep a share of processors as a quota of a period, in whole µs.
    private const double Rounding = 0.01;

    /// <summary>Whether there is anything to look for.</summary>
    public static bool Asks(HostConfig asked) => asked.Memory > 0 || asked.NanoCPUs > 0 || !string.IsNullOrEmpty(asked.CpusetCpus);

    /// <returns>What is not in force, in one line; null: all is.</returns>
    public static string? Of(HostConfig asked, HostConfig inForce)
    {
        string[] refused =
        [
            .. Refused("--memory", asked.Memory > 0 && inForce.Memory != asked.Memory),
            .. Refused("--cpus", asked.NanoCPUs > 0 && Math.Abs(NanoCpus(inForce) - asked.NanoCPUs) > asked.NanoCPUs * Rounding),
            .. Refused("--pin", !string.IsNullOrEmpty(asked.CpusetCpus) && inForce.CpusetCpus != asked.CpusetCpus),
        ];
        return refused.Length == 0
            ? null
            : $"the engine discarded {string.Join(", ", refused)}: its kernel or control groups cannot limit that, of which docker info warns; "
                + "run without, or give a rootless engine control groups of version 2";
    }

    /// <summary>Why limits that the engine took are not in force: the runtime has put the container into no control group of its own.</summary>
    /// <param name="asked">Some of them.</param>
    /// <param name="runtime">With its arguments.</param>
    public static string ByRuntime(HostConfig asked, string runtime)
    {
        string[] flags =
        [
            .. Refused("--memory", asked.Memory > 0),
            .. Refused("--cpus", asked.NanoCPUs > 0),
            .. Refused("--pin", !string.IsNullOrEmpty(asked.CpusetCpus)),
        ];
        return $"the runtime {runtime} ignores {string.Join(", ", flags)}: its containers are in no control group of their own; "
            + "run without, or register the runtime with arguments that use control groups";
    }

    private static IEnumerable<string> Refused(string flag, bool isRefused) => isRefused ? [flag] : [];

    private static double NanoCpus(HostConfig host) =>
        host.NanoCPUs > 0 ? host.NanoCPUs : host is { CPUQuota: > 0, CPUPeriod: > 0 } ? 1e9 * host.CPUQuota / host.CPUPeriod : 0;
}
