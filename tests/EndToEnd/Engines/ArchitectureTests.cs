using System.Buffers.Binary;
using System.Reflection.PortableExecutable;
using InterContainer.Runner.Containers;

namespace InterContainer.Tests.EndToEnd.Engines;

/// <summary>An engine on a machine of another architecture gets an agent of that one, and no image of another.</summary>
[Collection(nameof(WholeRuns))]
public class ArchitectureTests(EngineFixture engine)
{
    // In a compiled assembly for Linux the machine is one of the values below, combined with this (PE format of .NET, "MachineOSOverride").
    private const int Linux = 0x7B79;

    private static readonly string[] InContainers =
        ["run", "--quick", "--isolation", "container", "--transport", "tcp", "--scenario", "round-trip", "--out", "out"];

    [Theory]
    [InlineData("x86_64", "amd64", 62, Machine.Amd64)]
    [InlineData("aarch64", "arm64", 183, Machine.Arm64)]
    public async Task The_agent_is_that_of_the_engines_machine(string said, string architecture, int elf, Machine machine)
    {
        await using var fake = await FakeEngine.StartAsync(image => image == ContainerImages.Base.Official, _ => (404, "{}"), said);

        Assert.Contains("(it is made up)", await RefusalAsync(fake.Host), StringComparison.Ordinal);

        Assert.Equal(architecture, fake.BuildArguments?["TARGETARCH"]?.ToString());
        Assert.Equal(["Dockerfile", "agent", "shared"], fake.Context.Keys.Select(place => place.Split('/')[0]).Distinct().Order(StringComparer.Ordinal));
        var agent = fake.Context.Where(file => file.Key.StartsWith("agent/", StringComparison.Ordinal)).ToList();
        Assert.All(agent, file => Assert.StartsWith($"agent/{architecture}/", file.Key, StringComparison.Ordinal));
        // e_machine of elf(5).
        Assert.Equal(elf, BinaryPrimitives.ReadUInt16LittleEndian(fake.Context[$"agent/{architecture}/libe_sqlite3.so"].AsSpan(18)));
        int MachineOf(string name)
        {
            using var assembly = new PEReader(new MemoryStream(fake.Context[$"agent/{architecture}/{name}.dll"]));
            return (int)assembly.PEHeaders.CoffHeader.Machine;
        }

        Assert.All(["MQTTnet", "Npgsql"], name => Assert.Equal((int)machine ^ Linux, MachineOf(name)));
        // Not ahead of time: the runtime compiles their loops, and compiles them anew while they run.
        Assert.All(["InterContainer.Agent", "InterContainer.Transports"], name => Assert.NotEqual((int)machine ^ Linux, MachineOf(name)));
    }

    [Fact]
    public async Task An_architecture_without_an_agent_is_refused()
    {
        await using var fake = await FakeEngine.StartAsync(image => image == ContainerImages.Base.Official, _ => (404, "{}"), "riscv64");

        var refusal = await RefusalAsync(fake.Host);

        Assert.Contains("which is riscv64: accepted are amd64, arm64; or name an image of your own: --image agent=", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_of_another_architecture_than_the_engine_is_refused()
    {
        var (said, other) = engine.Engine.ImageArchitecture == "arm64" ? ("x86_64", "amd64") : ("aarch64", "arm64");
        await using var proxy = new EngineProxy(engine.Engine.Address, info: told => told["Architecture"] = said);
        var host = FormattableString.Invariant($"tcp://127.0.0.1:{proxy.Port}");

        var refusal = await RefusalAsync(host);

        Assert.Contains(
            $" is of {engine.Engine.ImageArchitecture}, and the engine's machine is {other}, which would emulate it: ",
            refusal,
            StringComparison.Ordinal);
        Assert.Contains($"docker pull --platform linux/{other} ", refusal, StringComparison.Ordinal);
        using var doctor = BenchProcess.Start(["doctor"], EngineTrial.Only(("DOCKER_HOST", host)));
        Assert.Equal(0, await doctor.ExitCodeAsync(EngineTrial.Timeout));
        var lacks = doctor.Output.Split('\n').Where(line => line.StartsWith("image       LACK: ", StringComparison.Ordinal));
        Assert.Contains(lacks, line => line.Contains($"machine is {other},", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("amd64", "amd64", true)]
    [InlineData("x86_64", "amd64", true)]
    [InlineData("", "arm64", true)]
    [InlineData(null, "arm64", true)]
    [InlineData("amd64", "arm64", false)]
    [InlineData("arm", "arm64", false)]
    public void An_image_may_run_where_it_is_not_emulated(string? image, string engines, bool may) =>
        Assert.Equal(may, Architectures.UnsupportedReason("it", image, engines) is null);

    private static async Task<string> RefusalAsync(string host)
    {
        using var bench = BenchProcess.Start(InContainers, EngineTrial.Only(("DOCKER_HOST", host)));
        var code = await bench.ExitCodeAsync(EngineTrial.Timeout);
        Assert.True(code == 2, $"{code}: {bench.Output}\n{bench.Errors}");
        return Assert.Single(bench.Errors.Trim().Split('\n'));
    }
}
