using System.Globalization;
using System.Runtime.InteropServices;
using InterContainer.Runner.Results;

namespace InterContainer.Runner.Host;

/// <summary>What machine this is.</summary>
internal static class HostFacts
{
    /// <summary>The release.</summary>
    public static string Kernel => FirstLine("/proc/sys/kernel/osrelease") ?? Environment.OSVersion.Version.ToString();

    public static long MemoryBytes => Field("/proc/meminfo", "MemTotal") is { } kibibytes
        ? long.Parse(kibibytes.Split(' ')[0], CultureInfo.InvariantCulture) * 1024
        : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>All of them, and no engine.</summary>
    public static HostInfo Read() => new()
    {
        Os = RuntimeInformation.OSDescription,
        Kernel = Kernel,
        Cpu = Field("/proc/cpuinfo", "model name") ?? RuntimeInformation.OSArchitecture.ToString(),
        Cores = Environment.ProcessorCount,
        MemoryBytes = MemoryBytes,
        Runtime = RuntimeInformation.FrameworkDescription,
        Processor = ProcessorFacts.Read(),
    };

    private static string? FirstLine(string path) => File.Exists(path) ? File.ReadLines(path).FirstOrDefault() : null;

    private static string? Field(string path, string name) => !File.Exists(path)
        ? null
        : File.ReadLines(path)
            .Select(line => line.Split(':', 2))
            .FirstOrDefault(parts => parts.Length == 2 && parts[0].Trim() == name)?[1].Trim();
}
