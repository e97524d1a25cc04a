using InterContainer.Runner.Containers;

namespace InterContainer.Tests.Runner;

/// <summary>The processes of a sandbox and what they used, as a kernel writes it; the figures were made up.</summary>
public sealed class SandboxAccountTests : IDisposable
{
    private const string Id = "40ffd9b2bba9be9b65d16932605ef31c890870c09fb463447f2299b5f5a541f6";
    private const string Other = "99ffd9b2bba9be9b65d16932605ef31c890870c09fb463447f2299b5f5a541f6";

    private readonly string _root = Directory.CreateTempSubdirectory("sandbox-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Those_of_a_container_are_the_children_of_its_own_watcher_and_theirs()
    {
        Process(100, parent: 1, children: [200, 201], commandLine: $"/usr/bin/shim\0-id\0{Id}\0");
        Process(200, parent: 100, children: [300]);
        Process(201, parent: 100);
        Process(300, parent: 200);

        Assert.Equal(Folders(200, 201, 300), SandboxProcesses.Of(200, Id, _root));
        // The one that the engine names need not be the first that was started.
        Assert.Equal(Folders(200, 201, 300), SandboxProcesses.Of(201, Id, _root));
    }

    [Fact]
    public void A_watcher_that_is_not_the_containers_own_brings_in_nobody()
    {
        Process(100, parent: 1, children: [200, 201], commandLine: "/usr/bin/watches-them-all\0");
        Process(200, parent: 100, children: [300]);
        Process(201, parent: 100);
        Process(300, parent: 200);

        Assert.Equal(Folders(200, 300), SandboxProcesses.Of(200, Id, _root));
    }

    [Fact]
    public void Where_they_are_in_no_group_of_the_container_they_are_added_up()
    {
        Process(100, parent: 1, children: [200, 201], commandLine: $"shim\0{Id}");
        // Names with a space and a parenthesis are allowed; two ticks of children that it waited for.
        Process(200, parent: 100, name: "exe) (x", ticks: (10, 20, 1, 1), memoryKib: (100, 30));
        Process(201, parent: 100, ticks: (5, 0, 0, 0), memoryKib: (10, 0));
        var account = new SandboxAccount(200, Id, _root);

        var first = account.Sample()!;
        Process(201, parent: 100, ticks: (105, 50, 0, 0), memoryKib: (10, 10));
        var last = account.Sample()!;

        Assert.False(account.IsInGroup);
        Assert.Null(account.WhyUnknown);
        // A tick is a hundredth of a second.
        Assert.Equal((0.37e9, 0.16e9, 0.21e9), (first.CpuNs, first.Totals.UserNs, first.Totals.SystemNs));
        Assert.Equal(1.5e9, last.CpuNs - first.CpuNs, 1.0);
        Assert.Equal((140 * 1024L, 150 * 1024L), (first.MemoryBytes, last.MemoryBytes));
    }

    [Fact]
    public void A_group_that_holds_them_all_is_asked()
    {
        Group(Id, 200, 300);
        Process(200, parent: 1, children: [300], ticks: (10, 20, 0, 0), group: Id);
        Process(300, parent: 200, group: Id);
        var account = new SandboxAccount(200, Id, _root);

        var seen = account.Sample()!;

        Assert.True(account.IsInGroup);
        Assert.Equal((1_234_567_000.0, 3_000_000L), (seen.CpuNs, seen.MemoryBytes));
    }

    [Fact]
    public void One_that_is_outside_of_the_group_makes_it_the_processes_again()
    {
        Group(Id, 200);
        Process(200, parent: 1, children: [300], ticks: (10, 20, 0, 0), memoryKib: (1, 0), group: Id);
        Process(300, parent: 200, ticks: (1, 1, 0, 0), memoryKib: (1, 0), group: Other);

        Assert.Equal(0.32e9, new SandboxAccount(200, Id, _root).Sample()!.CpuNs);
    }

    [Fact]
    public void One_that_ends_while_it_is_looked_at_changes_nothing()
    {
        Group(Id, 200);
        Process(200, parent: 1, children: [300], group: Id);
        // Its folder is there, and its files are not any more.
        Directory.CreateDirectory(Path.Combine(_root, "proc", "300"));
        var ofGroup = new SandboxAccount(200, Id, _root).Sample()!;
        Process(200, parent: 1, children: [300], ticks: (10, 20, 0, 0), memoryKib: (1, 0));
        var ofProcesses = new SandboxAccount(200, Id, _root).Sample()!;

        Assert.Equal(1_234_567_000.0, ofGroup.CpuNs);
        Assert.Equal((0.3e9, 1024L), (ofProcesses.CpuNs, ofProcesses.MemoryBytes));
    }

    [Fact]
    public void Two_looks_are_of_one_kind()
    {
        Group(Id, 200);
        Process(200, parent: 1, children: [300], memoryKib: (1, 0), group: Id);
        var account = new SandboxAccount(200, Id, _root);

        var first = account.Sample()!;
        Process(300, parent: 200, ticks: (1, 1, 0, 0), memoryKib: (1, 0), group: Other);

        Assert.Equal(first.CpuNs, account.Sample()!.CpuNs);
    }

    [Fact]
    public void What_may_not_be_read_is_unknown_with_the_reason()
    {
        Process(200, parent: 1, ticks: (10, 20, 0, 0));
        var closed = new SandboxAccount(200, Id, _root);
        var gone = new SandboxAccount(4711, Id, _root);

        Assert.Null(closed.Sample());
        Assert.Contains("run as root", closed.WhyUnknown, StringComparison.Ordinal);
        Assert.Null(gone.Sample());
        Assert.Contains("not to be seen", gone.WhyUnknown, StringComparison.Ordinal);
    }

    private IEnumerable<string> Folders(params int[] processes) => processes.Select(process => Path.Combine(_root, "proc", $"{process}"));

    private void Group(string container, params int[] processes)
    {
        Record("proc/self/mountinfo", "35 29 0:30 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n");
        Record($"sys/fs/cgroup/docker-{container}.scope/cpu.stat", "usage_usec 1234567\nuser_usec 1000000\nsystem_usec 234567\n");
        Record($"sys/fs/cgroup/docker-{container}.scope/memory.stat", "anon 2000000\nfile 5\nshmem 1000000\n");
        Record($"sys/fs/cgroup/docker-{container}.scope/cgroup.procs", string.Concat(processes.Select(process => $"{process}\n")));
    }

    private void Process(
        int number,
        int parent,
        int[]? children = null,
        string commandLine = "",
        string name = "exe",
        (int User, int System, int UserOfChildren, int SystemOfChildren) ticks = default,
        (int Own, int Shared)? memoryKib = null,
        string group = Other)
    {
        var folder = $"proc/{number}";
        Record($"{folder}/cmdline", commandLine);
        Record($"{folder}/status", "RssAnon:\t5 kB\nRssShmem:\t0 kB\n");
        Record($"{folder}/cgroup", $"0::/docker-{group}.scope\n");
        Record(
            $"{folder}/stat",
            $"{number} ({name}) S {parent} 1 1 0 -1 4194560 500 600 0 0 "
                + $"{ticks.User} {ticks.System} {ticks.UserOfChildren} {ticks.SystemOfChildren} 20 0 5 0 123 456 789\n");
        Record($"{folder}/task/{number}/children", string.Concat((children ?? []).Select(child => $"{child} ")));
        if (memoryKib is var (own, shared))
            Record($"{folder}/smaps_rollup", $"00400000-7ffd000 ---p 00000000 00:00 0 [rollup]\nRss: 9 kB\nPss_Anon: {own} kB\nPss_Shmem: {shared} kB\n");
    }

    private void Record(string path, string text)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
