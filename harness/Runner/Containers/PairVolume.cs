using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Volumes;
using Microsoft.Extensions.Logging.Abstractions;

namespace InterContainer.Runner.Containers;

/// <summary>A volume of a pair and where its agents see it.</summary>
internal sealed record PairVolume(string Folder, IVolume Volume)
{
    /// <summary>On the engine's disk.</summary>
    public const string SharedFolder = "/shared";

    /// <summary>On tmpfs.</summary>
    public const string MemoryFolder = "/memory";

    // No user is named: an engine that maps users mounts with the numbers of the host, which no user in a container has. The size is in
    // blocks of 4 KiB, because some engines take "size" for a quota of their disk. Memory is taken only for what is written.
    internal const string MemoryOptions = "mode=1777,nr_blocks=262144";

    internal const string SocketOptions = "mode=1777,nr_blocks=256";

    /// <summary>A volume of a pair. Cannot be cancelled: the engine would go on, and the volume would stay after the cleanup.</summary>
    public static Task<PairVolume> CreateAsync(string run, int pair, string folder) => folder == MemoryFolder
        ? CreateAsync(run, $"{pair}-memory", folder, MemoryOptions)
        : CreateAsync(run, $"{pair}", folder, null);

    /// <summary>A volume of a pair for files and Unix sockets, on tmpfs.</summary>
    public static Task<PairVolume> CreateInMemoryAsync(string run, int pair) => CreateAsync(run, $"{pair}", SharedFolder, MemoryOptions);

    /// <summary>A volume for the Unix socket of a service.</summary>
    /// <param name="run">The run's id.</param>
    /// <param name="name">Unique in the run.</param>
    /// <param name="folder">Where the service and the ends see it.</param>
    public static Task<PairVolume> CreateForSocketAsync(string run, string name, string folder) => CreateAsync(run, name, folder, SocketOptions);

    private static async Task<PairVolume> CreateAsync(string run, string name, string folder, string? memoryOptions)
    {
        var builder = new VolumeBuilder()
            .WithName($"intercontainer-{run}-{name}")
            .WithLabel(Labels.Of(run))
            .WithLogger(NullLogger.Instance);
        if (memoryOptions is not null)
        {
            builder = builder.WithCreateParameterModifier(parameters =>
            {
                parameters.Driver = "local";
                parameters.DriverOpts = new Dictionary<string, string> { ["type"] = "tmpfs", ["device"] = "tmpfs", ["o"] = memoryOptions };
            });
        }

        var volume = builder.Build();
        await volume.CreateAsync(CancellationToken.None);
        return new PairVolume(folder, volume);
    }
}
