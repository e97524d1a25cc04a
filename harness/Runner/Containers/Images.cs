using System.Security.Cryptography;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using InterContainer.Runner.Launching;
using Microsoft.Extensions.Logging.Abstractions;

namespace InterContainer.Runner.Containers;

/// <summary>Finds the images of services, and builds the agent's when its content changed.</summary>
internal sealed class Images(Engine engine, Action<string> say)
{
    private static readonly string AgentContext = Path.Combine(AppContext.BaseDirectory, "agent-image");

    private readonly Dictionary<ContainerImages, string> _found = [];
    private string? _agent;

    /// <summary>The agent on its base image; the tag is a hash of its content.</summary>
    public async Task<string> AgentAsync(CancellationToken cancellationToken)
    {
        if (_agent is not null)
            return _agent;
        var baseImage = await FindAsync(ContainerImages.Base, cancellationToken);
        if (!Directory.Exists(AgentContext))
            throw new LaunchException($"The published agent is not where the build puts it, {AgentContext}: build again.");
        var tag = $"intercontainer/agent:{ContentHash((await InspectAsync(baseImage, cancellationToken))!.ID)}";
        if (await InspectAsync(tag, cancellationToken) is not null)
            return _agent = tag;
        say($"Building the agent's image {tag} on {baseImage}.");
        await new ImageFromDockerfileBuilder()
            .WithName(tag)
            .WithDockerfileDirectory(AgentContext)
            .WithBuildArgument("BASE_IMAGE", baseImage)
            .WithCleanUp(false)
            .WithDeleteIfExists(false)
            .WithLogger(NullLogger.Instance)
            .Build()
            .CreateAsync(cancellationToken);
        return _agent = tag;
    }

    public Task<string> PostgresAsync(CancellationToken cancellationToken) =>
        FindAsync(ContainerImages.Postgres, cancellationToken);

    public Task<string> MosquittoAsync(CancellationToken cancellationToken) =>
        FindAsync(ContainerImages.Mosquitto, cancellationToken);

    /// <summary>What a name stands for now, as <c>name@digest</c>: the registry's digest where there is one, else the image's own id.</summary>
    public async Task<string> DigestAsync(string image, CancellationToken cancellationToken)
    {
        var found = await InspectAsync(image, cancellationToken) ?? throw new LaunchException($"The image {image} is gone.");
        return found.RepoDigests?.FirstOrDefault() ?? $"{image}@{found.ID}";
    }

    private async Task<string> FindAsync(ContainerImages wanted, CancellationToken cancellationToken)
    {
        if (_found.TryGetValue(wanted, out var known))
            return known;
        var image = await wanted.PresentAsync(engine, cancellationToken) ?? await PullAsync(wanted.Official, cancellationToken);
        if (image == wanted.Offline)
            say($"Using {wanted.Offline} in place of {wanted.Official}, which is not on this machine.");
        return _found[wanted] = image;
    }

    private async Task<string> PullAsync(string image, CancellationToken cancellationToken)
    {
        say($"Pulling {image}.");
        try
        {
            await engine.Client.Images.CreateImageAsync(new ImagesCreateParameters { FromImage = image }, null!, new Progress<JSONMessage>(), cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LaunchException(
                $"cannot pull {image} ({e.GetBaseException().Message.ReplaceLineEndings(" ").Trim()}); where no registry is reached, build images from Debian packages: sudo {ContainerImages.OfflineBuild}", e);
        }

        return image;
    }

    private async Task<ImageInspectResponse?> InspectAsync(string image, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.Client.Images.InspectImageAsync(image, cancellationToken);
        }
        catch (DockerImageNotFoundException)
        {
            return null;
        }
    }

    private static string ContentHash(string baseId)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(baseId));
        foreach (var path in Directory.EnumerateFiles(AgentContext, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(AgentContext, path)));
            hash.AppendData(File.ReadAllBytes(path));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
