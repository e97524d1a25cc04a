using Docker.DotNet;

namespace InterContainer.Runner.Containers;

/// <summary>The images that pairs and services run on, apart from the agent's own layer.</summary>
/// <param name="Official">Where a registry is reached.</param>
/// <param name="Offline">Built from Debian packages, where none is.</param>
public sealed record ContainerImages(string Official, string Offline)
{
    public static ContainerImages Base { get; } = new("mcr.microsoft.com/dotnet/runtime-deps:10.0", "intercontainer/base:offline");

    public static ContainerImages Postgres { get; } = new("postgres:17", "intercontainer/postgres:offline");

    public static ContainerImages Mosquitto { get; } = new("eclipse-mosquitto:2", "intercontainer/mosquitto:offline");

    /// <summary>What the calibration image is built on, and that image itself.</summary>
    public static ContainerImages Calibration { get; } = new("debian:trixie-slim", "intercontainer/calibration:offline");

    /// <summary>What is on this engine, a line an image.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(Engine engine, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        foreach (var image in new[] { Base, Postgres, Mosquitto })
        {
            var present = await image.PresentAsync(engine, cancellationToken);
            lines.Add(present is not null
                ? $"ok: {present}"
                : $"{image.Official} will be pulled when needed; where no registry is reached, build it from Debian packages: sudo {OfflineBuild}");
        }

        return lines;
    }

    internal const string OfflineBuild = "harness/images/build-offline";

    /// <summary>The one that is on the engine, the official one first; null where neither is.</summary>
    internal async Task<string?> PresentAsync(Engine engine, CancellationToken cancellationToken)
    {
        foreach (var name in new[] { Official, Offline })
        {
            try
            {
                await engine.Client.Images.InspectImageAsync(name, cancellationToken);
                return name;
            }
            catch (DockerImageNotFoundException)
            {
                // The next one.
            }
        }

        return null;
    }
}
