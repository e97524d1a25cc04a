using System.Globalization;
using System.Runtime.InteropServices;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Results;

namespace InterContainer.Runner;

/// <summary>What machine this is.</summary>
public static class Fingerprint
{
    /// <param name="engine">The one that takes part; null: none.</param>
    public static HostInfo OfThisMachine(Engine? engine) => new()
    {
        Os = RuntimeInformation.OSDescription,
        Kernel = FirstLine("/proc/sys/kernel/osrelease") ?? Environment.OSVersion.Version.ToString(),
        Cpu = Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.OSArchitecture.ToString(),
        Cores = Environment.ProcessorCount,
        MemoryBytes = Field("/proc/meminfo", "MemTotal") is { } kibibytes
            ? long.Parse(kibibytes.Split(' ')[0], CultureInfo.InvariantCulture) * 1024
            : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        Runtime = RuntimeInformation.FrameworkDescription,
        Engine = engine?.Name,
        EngineVersion = engine?.Version,
        StorageDriver = engine?.StorageDriver,
        CgroupVersion = engine?.CgroupVersion,
        Processor = ProcessorFacts.Read(),
    };

    private static string? FirstLine(string path) => File.Exists(path) ? File.ReadLines(path).FirstOrDefault() : null;

    private static string? Field(string path, string name) => !File.Exists(path)
        ? null
        : File.ReadLines(path)
            .Select(line => line.Split(':', 2))
            .FirstOrDefault(parts => parts.Length == 2 && parts[0].Trim() == name)?[1].Trim();
}
