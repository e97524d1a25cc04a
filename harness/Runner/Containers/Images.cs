using System.Security.Cryptography;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using InterContainer.Runner.Launching;
using Microsoft.Extensions.Logging.Abstractions;

namespace InterContainer.Runner.Containers;

/// <summary>Finds the images of services, and builds the agent's when its content changed.</summary>
internal sealed class Images(Engine engine, PluginLayer plugins, Action<string> say)
{
    private static readonly string AgentContext = Path.Combine(AppContext.BaseDirectory, "agent-image");
    private static readonly string CalibrationContext = Path.Combine(AppContext.BaseDirectory, "calibration-image");

    private readonly Dictionary<ContainerImages, string> _found = [];
    private string? _agent;

    public PluginLayer Plugins => plugins;

    /// <summary>The agent on its base image, with the plug-ins if there are any; the tag is a hash of its content.</summary>
    public async Task<string> AgentAsync(CancellationToken cancellationToken)
    {
        if (_agent is not null)
            return _agent;
        if (!Directory.Exists(AgentContext))
            throw new LaunchException($"The published agent is not where the build puts it, {AgentContext}: build again.");
        var agent = await BuildAsync("agent", await FindAsync(ContainerImages.Base, cancellationToken), FilesIn(AgentContext), AgentContext, cancellationToken);
        return _agent = plugins.IsEmpty ? agent : await WithPluginsAsync(agent, cancellationToken);
    }

    public Task<string> PostgresAsync(CancellationToken cancellationToken) =>
        FindAsync(ContainerImages.Postgres, cancellationToken);

    public Task<string> MosquittoAsync(CancellationToken cancellationToken) =>
        FindAsync(ContainerImages.Mosquitto, cancellationToken);

    /// <summary>The native tools, from Debian's packages: built offline, or here where a registry and Debian's archive are reached.</summary>
    public async Task<string> CalibrationAsync(CancellationToken cancellationToken)
    {
        if (await InspectAsync(ContainerImages.Calibration.Offline, cancellationToken) is not null)
            return ContainerImages.Calibration.Offline;
        var on = await FindAsync(ContainerImages.Calibration, cancellationToken);
        return await BuildAsync("calibration", on, FilesIn(CalibrationContext), CalibrationContext, cancellationToken);
    }

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

    private async Task<string> WithPluginsAsync(string agent, CancellationToken cancellationToken)
    {
        var context = Directory.CreateTempSubdirectory("intercontainer-plugins-");
        try
        {
            plugins.LayOut(context.FullName);
            return await BuildAsync("agent", agent, plugins.Files, context.FullName, cancellationToken);
        }
        finally
        {
            context.Delete(recursive: true);
        }
    }

    /// <summary>Builds a context on a base, unless the image of that content is there.</summary>
    private async Task<string> BuildAsync(string name, string baseImage, IEnumerable<(string Place, string Path)> content, string context, CancellationToken cancellationToken)
    {
        var tag = $"intercontainer/{name}:{ContentHash((await InspectAsync(baseImage, cancellationToken))!.ID, content)}";
        if (await InspectAsync(tag, cancellationToken) is not null)
            return tag;
        say($"Building {tag} on {baseImage}.");
        await new ImageFromDockerfileBuilder()
            .WithName(tag)
            .WithLabel(Labels.Image, name)
            .WithDockerfileDirectory(context)
            .WithBuildArgument("BASE_IMAGE", baseImage)
            .WithCleanUp(false)
            .WithDeleteIfExists(false)
            .WithLogger(NullLogger.Instance)
            .Build()
            .CreateAsync(cancellationToken);
        return tag;
    }

    private static IEnumerable<(string Place, string Path)> FilesIn(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(path => (Path.GetRelativePath(folder, path), path));

    private static string ContentHash(string baseId, IEnumerable<(string Place, string Path)> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(baseId));
        foreach (var (place, path) in content)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(place));
            hash.AppendData(File.ReadAllBytes(path));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
