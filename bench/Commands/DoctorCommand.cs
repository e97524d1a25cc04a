using System.CommandLine;
using InterContainer.Bench.Commands.Help;
using InterContainer.Runner;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Execution;
using InterContainer.Transports;

namespace InterContainer.Bench.Commands;

/// <summary><c>doctor</c>: what this machine can run; each lack with its remedy.</summary>
internal static class DoctorCommand
{
    public static Command Create()
    {
        var command = new Verb(
            "doctor",
            "Says what this machine can run, and for each lack its remedy.",
            new("doctor", "the machine, the engine, the images"),
            new("run --quick --isolation process", "what can be measured where it finds no engine"));
        command.SetAction(async (_, cancellationToken) =>
        {
            var machine = Fingerprint.Of(null);
            Console.WriteLine($"machine     {machine.Cpu}, {machine.Cores} cores, {machine.MemoryBytes / (1024 * 1024 * 1024.0):0.0} GiB");
            Console.WriteLine($"system      {machine.Os}, {machine.Runtime}");
            if (machine.Cores < 2)
                Console.WriteLine("            LACK: one core only. The two ends take turns on it, so latency says little: use a machine with two or more.");
            var brought = Catalogue.BuiltIn.Services.Where(service => service.Embedded is null).Select(service => service.Name);
            Console.WriteLine($"processes   ok; a server of your own is needed for {string.Join(", ", brought)}: --service NAME=ADDRESS");
            await ContainersAsync(cancellationToken);
            return Cli.Ok;
        });
        return command;
    }

    private static async Task ContainersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var engine = await Engine.ConnectAsync(cancellationToken);
            Console.WriteLine(
                $"engine      ok: {engine.Name} {engine.Version}, API {engine.ApiVersion}, {engine.StorageDriver}, cgroup v{engine.CgroupVersion}");
            if (engine.Limits.Lack is { } lack)
                Console.WriteLine($"limits      LACK: {lack}.");
            foreach (var (name, networkLack) in NetworkChoice.Check(engine))
                Console.WriteLine($"network     {name}: {(networkLack is null ? "ok" : $"LACK: {networkLack}.")}");
            foreach (var (name, volumeLack) in VolumeCatalogue.Check(engine))
                Console.WriteLine($"volume      {name}: {(volumeLack is null ? "ok" : $"LACK: {volumeLack}.")}");
            Console.WriteLine($"runtime     {engine.Runtimes.Default} (default){string.Concat(engine.Runtimes.Others.Select(other => $", {other}"))}");
            await ImagesAsync(engine, cancellationToken);
        }
        catch (LaunchException e)
        {
            Console.WriteLine($"engine      LACK: {e.Message}.");
        }
    }

    private static async Task ImagesAsync(Engine engine, CancellationToken cancellationToken)
    {
        try
        {
            var testcontainers = TestcontainersConfiguration.Read();
            if (testcontainers.WithoutEffect is { } line)
                Console.WriteLine($"settings    {line}");
            foreach (var image in await ContainerImages.CheckAsync(engine, testcontainers, cancellationToken))
                Console.WriteLine($"image       {image}");
        }
        catch (LaunchException e)
        {
            Console.WriteLine($"settings    LACK: {e.Message}.");
        }
    }
}
