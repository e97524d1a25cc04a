using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Containers.Connection;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Planning;

namespace InterContainer.Tests.Runner;

/// <summary>What engines of different kinds say and take.</summary>
public class OtherEnginesTests
{
    [Theory]
    [InlineData("""{"message":"no such volume"}""", "no such volume")]
    // As Podman puts it.
    [InlineData("""{"cause":"no quota","message":"size not supported. no quota","response":500}""", "size not supported. no quota")]
    [InlineData("""{"cause":"no quota"}""", "no quota")]
    [InlineData("""{"message":""}""", """HTTP status 500, {"message":""}""")]
    [InlineData("<html>\nBad gateway</html>\n", "HTTP status 500, <html> Bad gateway</html>")]
    [InlineData("", "HTTP status 500")]
    public void A_refusal_is_in_the_engines_own_words(string body, string words) =>
        Assert.Equal(words, EngineWords.Of(new DockerApiException(HttpStatusCode.InternalServerError, body)));

    [Fact]
    public async Task A_refusal_is_one_line_of_300_signs_at_most_with_its_beginning_and_its_end()
    {
        var refusal = new DockerApiException(HttpStatusCode.Conflict, $$"""{"message":"{{new string('x', 500)}}{{new string('y', 500)}}"}""");

        var seen = await Assert.ThrowsAsync<LaunchException>(() => EngineWords.AskAsync("the engine does not send SIGCONT", Task.FromException(refusal)));

        Assert.Equal($"the engine does not send SIGCONT: {new string('x', 150)} … {new string('y', 147)}", seen.Message);
    }

    [Theory]
    [InlineData(true, true, true, null)]
    [InlineData(false, true, true, "--cpus")]
    [InlineData(true, false, true, "--memory")]
    [InlineData(true, true, false, "--pin")]
    [InlineData(false, false, false, "--cpus, --memory, --pin")]
    public void A_limit_that_an_engine_cannot_keep_is_named(bool cpus, bool memory, bool pinning, string? named)
    {
        var limits = EngineLimits.Of(new SystemInfoResponse { CPUCfsQuota = cpus, MemoryLimit = memory, CPUSet = pinning, CgroupDriver = "cgroupfs" });
        var line = named is null ? null : $"the engine cannot keep containers to {named}: ";

        Assert.Equal(line, Beginning(limits.Lack, line));
        Assert.Equal(line, Beginning(limits.UnsupportedReason(new Conditions { Cpus = 0.5, MemoryBytes = 1 << 26 }, pins: true), line));
        Assert.Null(limits.UnsupportedReason(Conditions.Default, pins: false));
        Assert.True(limits.HasGroups);
    }

    [Fact]
    public void Statistics_of_a_container_without_a_control_group_are_no_cost()
    {
        // As Podman answers; a container that runs has used some time.
        var none = new ContainerStatsResponse { CPUStats = new CPUStats { CPUUsage = new CPUUsage() }, MemoryStats = new MemoryStats { Usage = 1 << 30 } };
        var some = new ContainerStatsResponse
        {
            CPUStats = new CPUStats { CPUUsage = new CPUUsage { TotalUsage = 5 } },
            MemoryStats = new MemoryStats { Usage = 7 },
        };

        Assert.Null(ServiceCounters.Of(none));
        Assert.Null(ServiceCounters.Of((ContainerStatsResponse?)null));
        Assert.Equal((5, 7), (ServiceCounters.Of(some)?.CpuNs, ServiceCounters.Of(some)?.MemoryBytes));
        Assert.False(EngineLimits.Of(new SystemInfoResponse { CgroupDriver = "none" }).HasGroups);
    }

    // Podman takes size and inodes for quotas of its disk; with users mapped, a user of the container has another number where the volume is mounted.
    [Theory]
    [InlineData(PairVolume.MemoryOptions)]
    [InlineData(PairVolume.SocketOptions)]
    public void Volumes_in_memory_are_made_with_what_the_kernel_alone_reads(string options) =>
        Assert.DoesNotContain(options.Split(','), option => option.Split('=')[0] is "size" or "inodes" or "uid" or "gid");

    private static string? Beginning(string? text, string? expected) => text?[..Math.Min(text.Length, expected?.Length ?? int.MaxValue)];
}
