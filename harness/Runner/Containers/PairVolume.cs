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

    // Of the agent's user, and large enough for rings of the largest messages. Memory is taken only for what is written.
    private const string MemoryOptions = "uid=1654,gid=1654,mode=0700,size=1g";

    public static async Task<PairVolume> CreateAsync(string run, int pair, string folder, CancellationToken cancellationToken)
    {
        var builder = new VolumeBuilder()
            .WithName($"intercontainer-{run}-{pair}{(folder == MemoryFolder ? "-memory" : "")}")
            .WithLabel(Labels.Of(run))
            .WithLogger(NullLogger.Instance);
        if (folder == MemoryFolder)
        {
            builder = builder.WithCreateParameterModifier(parameters =>
            {
                parameters.Driver = "local";
                parameters.DriverOpts = new Dictionary<string, string> { ["type"] = "tmpfs", ["device"] = "tmpfs", ["o"] = MemoryOptions };
            });
        }

        var volume = builder.Build();
        await volume.CreateAsync(cancellationToken);
        return new PairVolume(folder, volume);
    }
}
