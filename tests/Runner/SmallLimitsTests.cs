using Docker.DotNet.Models;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Planning;

namespace InterContainer.Tests.Runner;

/// <summary>What is said and done where an agent has little, or less than was asked for.</summary>
public class SmallLimitsTests
{
    private const long Limit = 48 * 1024 * 1024;

    [Theory]
    [InlineData(1, "", false, Limit, "exit code 1")]
    [InlineData(1, "no route", false, 0L, "exit code 1, no route")]
    [InlineData(137, "", true, Limit, "exit code 137, killed at its memory limit of 48 MiB: give it more --memory")]
    [InlineData(139, "", false, Limit, "exit code 139, crashed, most likely at its memory limit of 48 MiB: give it more --memory")]
    [InlineData(134, "", false, Limit, "exit code 134, crashed, most likely at its memory limit of 48 MiB: give it more --memory")]
    [InlineData(134, "Unhandled exception. X", false, Limit, "exit code 134, Unhandled exception. X")]
    [InlineData(139, "", false, 0L, "exit code 139")]
    public void An_end_at_a_memory_limit_says_so(long code, string errors, bool outOfMemory, long limit, string said) =>
        Assert.Equal(said, new ContainerEnding(code, errors) { OutOfMemory = outOfMemory, MemoryLimit = limit }.ToString());

    [Fact]
    public void An_end_by_a_system_call_that_is_not_allowed_says_so()
    {
        var ending = new ContainerEnding(159, "");

        Assert.Equal("exit code 159, a system call was refused", ending.ToString());
        Assert.Equal("exit code 159, perhaps so", (ending with { Refusal = "perhaps so" }).ToString());
    }

    [Theory]
    [InlineData(
        "inotify cannot be used: Operation not permitted.",
        null,
        null,
        "the engine: name=seccomp,profile=/etc/strict.json; name=cgroupns, the container: no-new-privileges")]
    [InlineData("inotify cannot be used: Operation not permitted.", "docker-default", null, "the container: AppArmor docker-default; no-new-privileges")]
    [InlineData("Access to the path '/shared/x' is denied.", "docker-default", null, "AppArmor docker-default")]
    [InlineData("Permission denied", null, "system_u:system_r:container_t:s0:c1,c2", "SELinux system_u:system_r:container_t:s0:c1,c2")]
    // A mode of a file, most likely.
    [InlineData("Permission denied", "unconfined", "", null)]
    [InlineData("Permission denied", null, null, null)]
    [InlineData("Connection refused", "docker-default", null, null)]
    // A crash without a word.
    [InlineData("", "docker-default", null, null)]
    public void What_may_have_refused_a_system_call_or_a_file_is_named(string said, string? appArmor, string? label, string? named)
    {
        var security = SecurityInForce.Of(
            new SystemInfoResponse { SecurityOptions = ["name=seccomp,profile=/etc/strict.json", "name=cgroupns"] },
            new ContainerInspectResponse
            {
                AppArmorProfile = appArmor!,
                ProcessLabel = label!,
                HostConfig = new HostConfig { SecurityOpt = ["no-new-privileges"] },
            });

        var refusal = SecurityInForce.MayHaveCaused(said) ? security.Refusing(said) : null;

        Assert.Equal(named is null, refusal is null);
        Assert.Contains(named ?? "", refusal ?? "", StringComparison.Ordinal);
        Assert.Contains("name=seccomp", security.Refusing(null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 20)]
    [InlineData(2.0, 20)]
    [InlineData(1.0, 20)]
    [InlineData(0.5, 20 + 8)]
    [InlineData(0.02, 20 + 200)]
    public void The_wait_for_a_start_follows_the_processors(double? cpus, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(20).Within(new Conditions { Cpus = cpus }));

    [Fact]
    public void What_an_engine_discarded_is_named()
    {
        var asked = new HostConfig { Memory = Limit, MemorySwap = Limit, NanoCPUs = 500_000_000, CpusetCpus = "0" };

        Assert.Null(RefusedLimits.Of(asked, asked));
        // As another engine writes half a processor.
        Assert.Null(RefusedLimits.Of(asked, new HostConfig { Memory = Limit, CPUQuota = 50_000, CPUPeriod = 100_000, CpusetCpus = "0" }));
        Assert.StartsWith("the engine discarded --memory, --cpus, --pin: ", RefusedLimits.Of(asked, new HostConfig()), StringComparison.Ordinal);
        var withoutCpus = new HostConfig { Memory = Limit, CpusetCpus = "0" };
        Assert.StartsWith("the engine discarded --cpus: ", RefusedLimits.Of(asked, withoutCpus), StringComparison.Ordinal);
        Assert.False(RefusedLimits.Asks(new HostConfig { CpusetCpus = "" }));
    }
}
