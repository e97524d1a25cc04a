using System.Globalization;
using System.Runtime.InteropServices;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Results;

namespace InterContainer.Runner;

/// <summary>What machine figures are of.</summary>
public static class Fingerprint
{
    /// <summary>That of the containers. Of one that is not this machine, what its engine says.</summary>
    /// <param name="engine">The one that takes part; null: none, and it is this machine.</param>
    public static HostInfo Of(Engine? engine) => (engine is { IsHere: false } ? Elsewhere(engine) : Here(engine)) with
    {
        Engine = engine?.Name,
        EngineVersion = engine?.Version,
        StorageDriver = engine?.StorageDriver,
        CgroupVersion = engine?.CgroupVersion,
    };

    /// <summary>Of this machine's, the release.</summary>
    internal static string Kernel => FirstLine("/proc/sys/kernel/osrelease") ?? Environment.OSVersion.Version.ToString();

    /// <summary>Of this machine.</summary>
    internal static long MemoryBytes => Field("/proc/meminfo", "MemTotal") is { } kibibytes
        ? long.Parse(kibibytes.Split(' ')[0], CultureInfo.InvariantCulture) * 1024
        : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    // Of the agents: in containers it is that of their image.
    private static string Runtime(Engine? engine) => engine?.AgentRuntime ?? RuntimeInformation.FrameworkDescription;

    private static HostInfo Here(Engine? engine) => new()
    {
        Os = RuntimeInformation.OSDescription,
        Kernel = Kernel,
        Cpu = Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.OSArchitecture.ToString(),
        Cores = Environment.ProcessorCount,
        MemoryBytes = MemoryBytes,
        Runtime = Runtime(engine),
        Processor = ProcessorFacts.Read(),
    };

    private static HostInfo Elsewhere(Engine engine) => new()
    {
        Os = engine.OperatingSystem,
        Kernel = engine.Kernel,
        Cpu = $"{engine.Architecture}, model not told",
        Cores = engine.Processors,
        MemoryBytes = engine.MemoryBytes,
        Runtime = Runtime(engine),
        IsElsewhere = true,
    };

    private static string? FirstLine(string path) => File.Exists(path) ? File.ReadLines(path).FirstOrDefault() : null;

    private static string? Field(string path, string name) => !File.Exists(path)
        ? null
        : File.ReadLines(path)
            .Select(line => line.Split(':', 2))
            .FirstOrDefault(parts => parts.Length == 2 && parts[0].Trim() == name)?[1].Trim();
}
