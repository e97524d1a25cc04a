using System.Globalization;
using InterContainer.Runner.Launching;

namespace InterContainer.Runner.Containers;

/// <summary>
/// What a container has used, from the files of its control group: a look costs some µs, where asking the engine costs it milliseconds of the
/// cores that are being measured. Versions 1 and 2: the kernel's admin-guide/cgroup-v1/cpuacct and cgroup-v2.
/// </summary>
internal sealed class ControlGroup
{
    private const string Root = "/sys/fs/cgroup";

    private readonly string _cpuFile;
    private readonly Func<string, TimeSpan> _readCpu;
    private readonly string _memoryFile;
    private readonly string _memoryField;

    private ControlGroup(string cpuFile, Func<string, TimeSpan> readCpu, string memoryFile, string memoryField)
    {
        _cpuFile = cpuFile;
        _readCpu = readCpu;
        _memoryFile = memoryFile;
        _memoryField = memoryField;
    }

    /// <summary>Of a process of this machine; null where its files are not to be seen, as when the engine runs elsewhere.</summary>
    public static ControlGroup? Of(long processId)
    {
        var list = string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/cgroup");
        if (!File.Exists(list))
            return null;
        var groups = File.ReadLines(list).Select(line => line.Split(':', 3)).Where(parts => parts.Length == 3).ToList();
        var candidates = new[]
        {
            Version1(PathOf(groups, "cpuacct"), PathOf(groups, "memory")),
            Version2(PathOf(groups, "")),
        };
        return candidates.FirstOrDefault(group => group is not null && File.Exists(group._cpuFile) && File.Exists(group._memoryFile));
    }

    public ServiceUse Look() => new(DateTime.UtcNow, _readCpu(_cpuFile), Field(_memoryFile, _memoryField));

    private static string? PathOf(IEnumerable<string[]> groups, string controller) =>
        groups.FirstOrDefault(parts => parts[1].Split(',').Contains(controller))?[2];

    private static ControlGroup? Version1(string? cpu, string? memory) => cpu is null || memory is null
        ? null
        : new ControlGroup($"{Root}/cpuacct{cpu}/cpuacct.usage", path => Nanoseconds(Number(File.ReadAllText(path))), $"{Root}/memory{memory}/memory.stat", "total_rss");

    private static ControlGroup? Version2(string? path) => path is null
        ? null
        : new ControlGroup($"{Root}{path}/cpu.stat", file => Nanoseconds(Field(file, "usage_usec") * 1000), $"{Root}{path}/memory.stat", "anon");

    private static TimeSpan Nanoseconds(long value) => TimeSpan.FromTicks(value / TimeSpan.NanosecondsPerTick);

    private static long Field(string path, string name) => File.ReadLines(path)
        .Select(line => line.Split(' '))
        .Where(words => words is [var field, _] && field == name)
        .Select(words => Number(words[1]))
        .FirstOrDefault();

    private static long Number(string text) => long.Parse(text.Trim(), CultureInfo.InvariantCulture);
}
