using InterContainer.Runner.Host;

namespace InterContainer.Tests.Runner;

/// <summary>Recorded files of other machines.</summary>
public sealed class ProcessorFactsTests : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("processor-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void A_machine_says_what_it_is()
    {
        Write("proc/cpuinfo", "processor\t: 0\nmodel name\t: Some\ncpu MHz\t\t: 2596.136\nflags\t\t: fpu vme de\n");
        Write("sys/devices/system/cpu/smt/active", "1\n");
        Write("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "schedutil\n");
        var caches = new[] { (0, 1, "Data", "32K"), (1, 1, "Instruction", "64K"), (2, 2, "Unified", "512K"), (3, 3, "Unified", "16384K") };
        foreach (var (index, level, type, size) in caches)
        {
            Write($"sys/devices/system/cpu/cpu0/cache/index{index}/level", $"{level}\n");
            Write($"sys/devices/system/cpu/cpu0/cache/index{index}/type", $"{type}\n");
            Write($"sys/devices/system/cpu/cpu0/cache/index{index}/size", $"{size}\n");
        }

        Write("sys/devices/system/cpu/vulnerabilities/meltdown", "Not affected\n");
        Write("sys/devices/system/cpu/vulnerabilities/spectre_v2", "Mitigation: Retpolines\n");

        var seen = ProcessorFacts.Read(_root.FullName)!;

        Assert.Equal((true, 2596.136, "schedutil", null), (seen.Smt, seen.Mhz, seen.Governor, seen.Hypervisor));
        Assert.Equal("L1d 32K, L1i 64K, L2 512K, L3 16384K", string.Join(", ", seen.Caches.Select(cache => $"{cache.Key} {cache.Value}")));
        Assert.Equal(new KeyValuePair<string, string>("spectre_v2", "Mitigation: Retpolines"), Assert.Single(seen.Mitigations));
    }

    [Fact]
    public void A_virtual_machine_names_its_hypervisor()
    {
        Write("proc/cpuinfo", "flags\t\t: fpu hypervisor\n");
        Write("sys/class/dmi/id/sys_vendor", "QEMU\n");
        Write("sys/class/dmi/id/product_name", "Standard PC\n");
        Write("sys/devices/system/cpu/online", "0-1\n");

        var seen = ProcessorFacts.Read(_root.FullName)!;

        Assert.Equal(("QEMU Standard PC", null, null), (seen.Hypervisor, seen.Smt, seen.Governor));
    }

    [Fact]
    public void A_system_without_these_files_says_nothing() => Assert.Null(ProcessorFacts.Read(_root.FullName));

    private void Write(string place, string text)
    {
        var path = Path.Combine(_root.FullName, place);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
