using Docker.DotNet;
using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>The images that pairs and services run on.</summary>
/// <param name="Name">By which another one is given in its place.</param>
/// <param name="Official">Where a registry is reached.</param>
/// <param name="Offline">Built from Debian packages, where none is; null: there is none.</param>
public sealed record ContainerImages(string Name, string Official, string? Offline)
{
    public static ContainerImages Base { get; } = new("base", "mcr.microsoft.com/dotnet/aspnet:10.0", "intercontainer/aspnet:offline");

    /// <summary>Of a service.</summary>
    public static ContainerImages Of(Service service) => new(service.Name, service.Image, service.OfflineImage);

    /// <summary>What the calibration image is built on, and that image itself.</summary>
    public static ContainerImages Calibration { get; } = new("calibration", "debian:trixie-slim", "intercontainer/calibration:offline");

    /// <summary>The name of the agent's image, which is built on the base.</summary>
    public const string Agent = "agent";

    /// <summary>The images that a person can give another one for.</summary>
    public static IReadOnlyList<string> Names(Catalogue catalogue) =>
        [.. catalogue.Services.Select(service => service.Name), Base.Name, Agent, Calibration.Name];

    /// <summary>What is on this engine, a line an image.</summary>
    public static async Task<IReadOnlyList<string>> CheckAsync(Engine engine, TestcontainersConfiguration testcontainers, CancellationToken cancellationToken)
    {
        List<string> lines = [];
        foreach (var image in Catalogue.BuiltIn.Services.Select(Of).Prepend(Base))
        {
            var present = await image.PresentAsync(engine, testcontainers.HubPrefix, cancellationToken);
            lines.Add(present is not null
                ? await ForeignAsync(engine, present, cancellationToken) is { } why ? $"LACK: {why}." : $"ok: {present}"
                : $"{image.Pulled(testcontainers.HubPrefix)} will be pulled when needed"
                    + (image.Offline is null ? "" : $"; where no registry is reached, {OfflineRemedy}"));
        }

        return lines;
    }

    internal const string OfflineRemedy = "build images from Debian packages: sudo harness/images/build-offline";

    /// <returns>Why an image that is on the engine may not run there; null: it may.</returns>
    internal static async Task<string?> ForeignAsync(Engine engine, string image, CancellationToken cancellationToken) =>
        Architectures.UnsupportedReason(image, (await engine.Client.Images.InspectImageAsync(image, cancellationToken)).Architecture, engine.ImageArchitecture);

    /// <summary>The official one, as it is pulled.</summary>
    /// <param name="hubPrefix">Of a mirror of Docker Hub; null: none.</param>
    internal ImageReference Pulled(string? hubPrefix) => ImageReference.Parse(Official)!.Behind(hubPrefix);

    /// <summary>The one that is on the engine, as it would be pulled first, then the official one; null where none is.</summary>
    internal async Task<string?> PresentAsync(Engine engine, string? hubPrefix, CancellationToken cancellationToken)
    {
        foreach (var name in new[] { Pulled(hubPrefix).ToString(), Official, Offline }.OfType<string>().Distinct())
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
