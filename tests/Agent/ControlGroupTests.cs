using InterContainer.Protocol;

namespace InterContainer.Tests.Agent;

/// <summary>The files of control groups and processes, as kernels wrote them; the figures that distinguish the sources were made up.</summary>
public sealed class ControlGroupTests : IDisposable
{
    private const string Id = "40ffd9b2bba9be9b65d16932605ef31c890870c09fb463447f2299b5f5a541f6";

    private readonly string _root = Directory.CreateTempSubdirectory("control-group-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Version_2_from_the_host()
    {
        Record("proc/4711/cgroup", $"0::/system.slice/docker-{Id}.scope\n");
        Record(
            "proc/self/mountinfo",
            "24 30 0:22 / /proc rw,nosuid - proc proc rw\n"
                + "35 29 0:30 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot\n");
        Version2($"sys/fs/cgroup/system.slice/docker-{Id}.scope");

        IsVersion2(ControlGroup.Of("4711", _root));
    }

    [Fact]
    public void Version_2_from_inside_with_a_namespace_of_its_own()
    {
        Record("proc/self/cgroup", "0::/\n");
        Record("proc/self/mountinfo", "1200 1190 0:30 / /sys/fs/cgroup ro,nosuid,nodev,noexec,relatime - cgroup2 cgroup rw,nsdelegate,memory_recursiveprot\n");
        Version2("sys/fs/cgroup");

        IsVersion2(ControlGroup.Of("self", _root));
    }

    [Fact]
    public void Version_1_from_the_host_with_controllers_that_share_a_mount()
    {
        Record("proc/4711/cgroup", $"9:name=systemd:/docker/{Id}\n4:memory:/docker/{Id}\n2:cpu,cpuacct:/docker/{Id}\n0::/docker/{Id}\n");
        Record(
            "proc/self/mountinfo",
            "30 29 0:29 / /sys/fs/cgroup/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct\n"
                + "32 29 0:32 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
                + "39 29 0:39 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n");
        Version1($"sys/fs/cgroup/cpu,cpuacct/docker/{Id}", $"sys/fs/cgroup/memory/docker/{Id}");

        IsVersion1(ControlGroup.Of("4711", _root));
    }

    [Fact]
    public void Version_1_from_inside_where_the_mount_shows_the_containers_own_group()
    {
        Record("proc/self/cgroup", $"4:memory:/docker/{Id}\n2:cpu,cpuacct:/docker/{Id}\n");
        Record(
            "proc/self/mountinfo",
            $"81 80 0:30 /docker/{Id} /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct\n"
                + $"84 80 0:32 /docker/{Id} /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory\n");
        Version1("sys/fs/cgroup/cpu,cpuacct", "sys/fs/cgroup/memory");

        IsVersion1(ControlGroup.Of("self", _root));
    }

    [Fact]
    public void Where_there_are_no_files_there_is_no_group() => Assert.Null(ControlGroup.Of("4711", _root));

    [Fact]
    public void A_processs_own_files()
    {
        Record("proc/7/io", "rchar: 1\nwchar: 1000\nsyscr: 8\nsyscw: 2\nread_bytes: 5\nwrite_bytes: 12288\ncancelled_write_bytes: 4096\n");
        Record(
            "proc/7/status",
            "Name:\tagent\nVmPeak:\t  900 kB\nVmHWM:\t  300 kB\nVmRSS:\t  260 kB\nRssAnon:\t  150 kB\nRssFile:\t  100 kB\nRssShmem:\t   10 kB\n");
        Record("proc/7/net/dev", """
            Inter-|   Receive                                                |  Transmit
             face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
                lo:    9999      99    0    0    0     0          0         0     9999      99    0    0    0     0       0          0
              eth0:    1340      10    0    0    0     0          0         0     2680      20    0    0    0     0       0          0
              eth1:1 2    0    0    0     0          0         0     3       4    0    0    0     0       0          0

            """);
        var process = Path.Combine(_root, "proc/7");

        Assert.Equal((8192.0, 1000.0 + (2 * Environment.SystemPageSize)), ProcFiles.Written(process));
        Assert.Equal((160 * 1024L, 200 * 1024L), ProcFiles.Memory(process));
        var network = ProcFiles.Network(process);
        Assert.Equal(
            (1341.0, 12.0, 2683.0, 24.0),
            (network.NetworkBytesReceived, network.NetworkPacketsReceived, network.NetworkBytesSent, network.NetworkPacketsSent));
    }

    [Fact]
    public void Switches_of_a_thread_that_ends_stay_counted()
    {
        var (process, switches) = (Path.Combine(_root, "proc/7"), new ThreadSwitches());
        Record("proc/7/task/7/status", "voluntary_ctxt_switches:\t40\nnonvoluntary_ctxt_switches:\t3\n");
        Record("proc/7/task/8/status", "voluntary_ctxt_switches:\t2\nnonvoluntary_ctxt_switches:\t1\n");
        var first = switches.Sample([process]);

        Directory.Delete(Path.Combine(process, "task/8"), recursive: true);
        Record("proc/7/task/7/status", "voluntary_ctxt_switches:\t45\nnonvoluntary_ctxt_switches:\t3\n");
        Record("proc/7/task/9/status", "voluntary_ctxt_switches:\t7\nnonvoluntary_ctxt_switches:\t2\n");
        var second = switches.Sample([process]);

        Assert.Equal((42.0, 4.0), (first.VoluntarySwitches, first.InvoluntarySwitches));
        Assert.Equal((54.0, 6.0), (second.VoluntarySwitches, second.InvoluntarySwitches));
    }

    [Fact]
    public void What_is_not_there_is_not_known()
    {
        var process = Path.Combine(_root, "proc/8");

        Assert.Equal((null, null), ProcFiles.Written(process));
        Assert.Null(ProcFiles.Memory(process).Now);
        Assert.Null(ProcFiles.Network(process).NetworkBytesSent);
        Assert.Null(new ThreadSwitches().Sample([process]).VoluntarySwitches);
    }

    private void Version2(string folder)
    {
        Record($"{folder}/cpu.stat", "usage_usec 5000\nuser_usec 3000\nsystem_usec 2000\nnr_periods 10\nnr_throttled 2\nthrottled_usec 700\n");
        Record($"{folder}/memory.stat", "anon 20480\nfile 999424\nkernel 8192\nshmem 4096\ninactive_anon 1\n");
        Record(
            $"{folder}/io.stat",
            "8:0 rbytes=90430464 wbytes=300 rios=8950 wios=1252 dbytes=0 dios=0\n253:0 rbytes=1 wbytes=33 rios=1 wios=1 dbytes=0 dios=0\n");
        Record($"{folder}/cgroup.procs", "4711\n4712\n");
    }

    private static void IsVersion2(ControlGroup? group)
    {
        Assert.NotNull(group);
        Assert.Equal(5_000_000, group.CpuNs);
        Assert.Equal(24_576, group.MemoryBytes);
        Assert.Equal(
            (3_000_000.0, 2_000_000.0, 700_000.0, 333.0),
            (group.Totals.UserNs, group.Totals.SystemNs, group.Totals.CpuThrottledNs, group.Totals.DiskBytesWritten));
        Assert.Equal(["4711", "4712"], group.Processes);
    }

    private void Version1(string cpu, string memory)
    {
        Record($"{cpu}/cpuacct.usage", "5123456\n");
        Record($"{cpu}/cpuacct.stat", "user 3\nsystem 2\n");
        Record($"{cpu}/cpu.stat", "nr_periods 10\nnr_throttled 2\nthrottled_time 700000\nnr_bursts 0\n");
        Record($"{cpu}/cgroup.procs", "4711\n4712\n");
        Record($"{memory}/memory.stat", "cache 999424\nrss 20480\nshmem 4096\ntotal_cache 999424\ntotal_rss 20480\ntotal_shmem 4096\n");
    }

    private static void IsVersion1(ControlGroup? group)
    {
        Assert.NotNull(group);
        Assert.Equal(5_123_456, group.CpuNs);
        Assert.Equal(24_576, group.MemoryBytes);
        // A tick is 10 ms. What version 1 counts of writing leaves out the page cache, so it is not known.
        Assert.Equal(
            (30_000_000.0, 20_000_000.0, 700_000.0, null),
            (group.Totals.UserNs, group.Totals.SystemNs, group.Totals.CpuThrottledNs, group.Totals.DiskBytesWritten));
        Assert.Equal(["4711", "4712"], group.Processes);
    }

    private void Record(string path, string content)
    {
        var file = Path.Combine(_root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
    }
}
