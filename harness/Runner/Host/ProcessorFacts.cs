using System.Globalization;
using System.Runtime.Intrinsics.X86;
using System.Text;
using InterContainer.Runner.Results;

namespace InterContainer.Runner.Host;

/// <summary>What of a Linux machine's processors decides latency, as the kernel tells it: sysfs-devices-system-cpu in its ABI documentation.</summary>
internal static class ProcessorFacts
{
    private const string Devices = "sys/devices/system/cpu";

    /// <summary>Null on a system that does not say.</summary>
    /// <param name="root">Where <c>/proc</c> and <c>/sys</c> lie.</param>
    public static ProcessorInfo? Read(string root = "/")
    {
        if (!Directory.Exists(Path.Combine(root, Devices)))
            return null;
        return new ProcessorInfo
        {
            Smt = Line(root, $"{Devices}/smt/active") switch { "1" => true, "0" => false, _ => null },
            Caches = Caches(root),
            Mhz = double.TryParse(Field(root, "cpu MHz"), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var mhz) ? mhz : null,
            Governor = Line(root, $"{Devices}/cpu0/cpufreq/scaling_governor"),
            Hypervisor = Hypervisor(root),
            Mitigations = Mitigations(root),
        };
    }

    private static SortedDictionary<string, string> Caches(string root)
    {
        var caches = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var folders = Folders(Path.Combine(root, Devices, "cpu0/cache"));
        foreach (var folder in folders.Where(folder => Path.GetFileName(folder).StartsWith("index", StringComparison.Ordinal)))
        {
            if (Line(folder, "level") is { } level && Line(folder, "size") is { } size)
                caches[$"L{level}{Line(folder, "type") switch { "Data" => "d", "Instruction" => "i", _ => "" }}"] = size;
        }

        return caches;
    }

    // What does not concern this processor says nothing about its speed.
    private static SortedDictionary<string, string> Mitigations(string root)
    {
        var folder = Path.Combine(root, Devices, "vulnerabilities");
        var mitigations = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder) : [])
        {
            if (Line(folder, Path.GetFileName(file)) is { } state and not "Not affected")
                mitigations[Path.GetFileName(file)] = state;
        }

        return mitigations;
    }

    private static string? Hypervisor(string root)
    {
        if (Field(root, "flags")?.Split(' ').Contains("hypervisor") is not true)
            return Line(root, "sys/hypervisor/type");
        var product = string.Join(' ', new[] { Line(root, "sys/class/dmi/id/sys_vendor"), Line(root, "sys/class/dmi/id/product_name") }.OfType<string>());
        return product.Length > 0 ? product : Signature() ?? "one that does not tell its name";
    }

    // Leaf 0x40000000 is the hypervisor's own: its name stands in EBX, ECX and EDX.
    private static string? Signature()
    {
        if (!X86Base.IsSupported)
            return null;
        var (_, ebx, ecx, edx) = X86Base.CpuId(0x40000000, 0);
        var name = Encoding.ASCII.GetString([.. BitConverter.GetBytes(ebx), .. BitConverter.GetBytes(ecx), .. BitConverter.GetBytes(edx)]).Trim('\0', ' ');
        return name.Length > 0 && name.All(c => c is > ' ' and < '\x7F') ? name : null;
    }

    private static string? Field(string root, string name)
    {
        var path = Path.Combine(root, "proc/cpuinfo");
        return !File.Exists(path)
            ? null
            : File.ReadLines(path).Select(line => line.Split(':', 2)).FirstOrDefault(parts => parts.Length == 2 && parts[0].Trim() == name)?[1].Trim();
    }

    private static string[] Folders(string path) => Directory.Exists(path) ? Directory.GetDirectories(path) : [];

    private static string? Line(string folder, string name)
    {
        try
        {
            return File.ReadLines(Path.Combine(folder, name)).FirstOrDefault()?.Trim() is { Length: > 0 } line ? line : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
