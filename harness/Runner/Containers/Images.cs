using System.Security.Cryptography;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using InterContainer.Runner.Containers.Connection;
using InterContainer.Runner.Execution;
using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>Finds the images of services, and builds the agent's when its content changed.</summary>
/// <param name="engine">Has them.</param>
/// <param name="plugins">On top of the agent.</param>
/// <param name="chosen">Of a person's own: the name of what they stand for, and they.</param>
/// <param name="testcontainers">Names a mirror of Docker Hub.</param>
/// <param name="say">Told, in one line, what takes time or differs from the expected.</param>
internal sealed class Images(
    Engine engine,
    PluginLayer plugins,
    IReadOnlyDictionary<string, ImageReference> chosen,
    TestcontainersConfiguration testcontainers,
    Action<string> say)
{
    private static readonly string AgentContext = Path.Combine(AppContext.BaseDirectory, "agent-image");
    private static readonly string Agents = Path.Combine(AgentContext, "agent");
    private static readonly string CalibrationContext = Path.Combine(AppContext.BaseDirectory, "calibration-image");

    private readonly Dictionary<ContainerImages, string> _found = [];
    private readonly ImagePuller _puller = new(engine, RegistryCredentials.Of(testcontainers, say), say);
    private string? _agent;

    public PluginLayer Plugins => plugins;

    /// <summary>The agent on its base image, or one of a person's own, with the plug-ins if there are any; the tag is a hash of its content.</summary>
    public async Task<string> AgentAsync(CancellationToken cancellationToken)
    {
        if (_agent is not null)
            return _agent;
        var agent = await ChosenAsync(ContainerImages.Agent, cancellationToken) ?? await OwnAgentAsync(cancellationToken);
        engine.AgentRuntime = RuntimeOf(await InspectAsync(agent, cancellationToken));
        return _agent = plugins.IsEmpty ? agent : await BuildAsync("agent", agent, plugins.Files, PluginLayer.Dockerfile, cancellationToken);
    }

    private async Task<string> OwnAgentAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Agents))
            throw new LaunchException($"The published agent is not where the build puts it, {Agents}: build again.");
        var baseImage = await FindAsync(ContainerImages.Base, cancellationToken);
        return await BuildAsync("agent", baseImage, AgentFiles(engine.ImageArchitecture), null, cancellationToken);
    }

    /// <summary>What the agent's image is built from for an architecture: no other's agent.</summary>
    /// <exception cref="LaunchException">There is none for it.</exception>
    internal static IEnumerable<(string Place, string Path)> AgentFiles(string architecture)
    {
        var own = Path.Combine(Agents, architecture);
        if (!Directory.Exists(own))
        {
            var known = string.Join(", ", Directory.EnumerateDirectories(Agents).Select(Path.GetFileName).Order(StringComparer.Ordinal));
            throw new LaunchException(
                $"there is no agent for the engine's machine, which is {architecture}: accepted are {known}; "
                + $"or name an image of your own: --image {ContainerImages.Agent}=REFERENCE");
        }

        return FilesIn(AgentContext).Where(file => !IsWithin(Agents, file.Path) || IsWithin(own, file.Path));
    }

    public Task<string> ServiceAsync(Service service, CancellationToken cancellationToken) => FindAsync(ContainerImages.Of(service), cancellationToken);

    /// <summary>The native tools, from Debian's packages: built offline, or here where a registry and Debian's archive are reached.</summary>
    public async Task<string> CalibrationAsync(CancellationToken cancellationToken)
    {
        if (await ChosenAsync(ContainerImages.Calibration.Name, cancellationToken) is { } own)
            return own;
        if (ContainerImages.Calibration.Offline is { } offline && await InspectAsync(offline, cancellationToken) is not null)
            return await NativeAsync(offline, cancellationToken);
        var on = await FindAsync(ContainerImages.Calibration, cancellationToken);
        return await BuildAsync("calibration", on, FilesIn(CalibrationContext), null, cancellationToken);
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
        var image = await ChosenAsync(wanted.Name, cancellationToken)
            ?? await PresentAsync(wanted, cancellationToken)
            ?? await PullAsync(
                wanted.Pulled(testcontainers.HubPrefix),
                $"{(wanted.Offline is null ? "" : $"where no registry is reached, {ContainerImages.OfflineRemedy}; or ")}"
                    + $"name one of your own: --image {wanted.Name}=REFERENCE",
                cancellationToken);
        return _found[wanted] = await NativeAsync(image, cancellationToken);
    }

    /// <returns>The image.</returns>
    /// <exception cref="LaunchException">It is of another architecture than the engine's machine.</exception>
    private async Task<string> NativeAsync(string image, CancellationToken cancellationToken) =>
        await ContainerImages.ForeignAsync(engine, image, cancellationToken) is { } why ? throw new LaunchException(why) : image;

    // A person's own image is never replaced by another.
    private async Task<string?> ChosenAsync(string name, CancellationToken cancellationToken)
    {
        if (!chosen.TryGetValue(name, out var own))
            return null;
        if (await InspectAsync(own.ToString(), cancellationToken) is null)
            await PullAsync(own, $"see that it is there: docker pull {own}, after docker login where its registry asks for it", cancellationToken);
        return await NativeAsync(own.ToString(), cancellationToken);
    }

    private async Task<string?> PresentAsync(ContainerImages wanted, CancellationToken cancellationToken)
    {
        var image = await wanted.PresentAsync(engine, testcontainers.HubPrefix, cancellationToken);
        if (image == wanted.Offline)
            say($"Using {image} in place of {wanted.Pulled(testcontainers.HubPrefix)}, which is not on this machine.");
        return image;
    }

    private async Task<string> PullAsync(ImageReference image, string remedy, CancellationToken cancellationToken)
    {
        await _puller.PullAsync(image, remedy, cancellationToken);
        return image.ToString();
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

    /// <summary>Builds a context on a base, unless the image of that content is there.</summary>
    /// <param name="name">What is in it.</param>
    /// <param name="baseImage">What it is built on.</param>
    /// <param name="content">Place in the context, and path on this machine.</param>
    /// <param name="dockerfile">Null: it is among the content.</param>
    /// <param name="cancellationToken">Ends the build.</param>
    /// <exception cref="LaunchException">The engine cannot; its own words say why.</exception>
    private async Task<string> BuildAsync(
        string name, string baseImage, IEnumerable<(string Place, string Path)> content, string? dockerfile, CancellationToken cancellationToken)
    {
        var files = content.ToList();
        var tag = $"intercontainer/{name}:{ContentHash((await InspectAsync(baseImage, cancellationToken))!.ID, files)}";
        if (await InspectAsync(tag, cancellationToken) is not null)
            return tag;
        say($"Building {tag} on {baseImage}.");
        var parameters = new ImageBuildParameters
        {
            Tags = [tag],
            Labels = new Dictionary<string, string> { [Labels.Image] = name },
            BuildArgs = new Dictionary<string, string> { ["BASE_IMAGE"] = baseImage, ["TARGETARCH"] = engine.ImageArchitecture },
            Remove = true,
            ForceRemove = true,
        };
        return await TryBuildAsync(parameters, new BuildContext(files, dockerfile), cancellationToken) is { } trouble
            ? throw new LaunchException($"cannot build {tag} on {baseImage} ({trouble.ReplaceLineEndings(" ").Trim()})")
            : tag;
    }

    /// <returns>Why not, in the engine's words; null where it is built.</returns>
    private async Task<string?> TryBuildAsync(ImageBuildParameters parameters, BuildContext context, CancellationToken cancellationToken)
    {
        string? trouble = null;
        var progress = new Answer<JSONMessage>(message => trouble ??= message.Error?.Message);
        try
        {
            await context.SendAsync(
                archive => engine.Client.Images.BuildImageFromDockerfileAsync(
                    parameters, archive, [], new Dictionary<string, string>(), progress, cancellationToken),
                cancellationToken);
        }
        catch (DockerApiException e)
        {
            return trouble ?? EngineWords.Of(e);
        }
        catch (HttpRequestException e)
        {
            return trouble ?? e.GetBaseException().Message;
        }

        return trouble;
    }

    private static IEnumerable<(string Place, string Path)> FilesIn(string folder) => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
        .Order(StringComparer.Ordinal)
        .Select(path => (Path.GetRelativePath(folder, path), path));

    // Images with .NET have its version in this variable.
    private static string? RuntimeOf(ImageInspectResponse? image) =>
        image?.Config?.Env?.FirstOrDefault(variable => variable.StartsWith("DOTNET_VERSION=", StringComparison.Ordinal)) is { } variable
            ? $".NET {variable.Split('=', 2)[1]}"
            : null;

    private static bool IsWithin(string folder, string path) => path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);

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

/// <summary>Has the engine pull images. One that failed is not asked for again in the same run: a registry that refuses counts each time.</summary>
/// <param name="engine">Pulls.</param>
/// <param name="credentials">For registries.</param>
/// <param name="say">Told, in one line, what takes time.</param>
internal sealed class ImagePuller(Engine engine, RegistryCredentials credentials, Action<string> say)
{
    private readonly Dictionary<string, string> _failed = [];

    /// <summary>Returns when the engine has it.</summary>
    /// <param name="image">With its registry, where it has one.</param>
    /// <param name="remedy">What a person can do where it cannot be had: the end of a sentence.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="LaunchException">It cannot be had; the engine's own words say why.</exception>
    public async Task PullAsync(ImageReference image, string remedy, CancellationToken cancellationToken)
    {
        var name = image.ToString();
        if (!_failed.TryGetValue(name, out var trouble))
        {
            say($"Pulling {name}.");
            trouble = await TryAsync(image, cancellationToken);
        }

        if (trouble is null)
            return;
        _failed[name] = trouble;
        throw new LaunchException($"cannot pull {name} ({trouble.ReplaceLineEndings(" ").Trim()}); {remedy}");
    }

    /// <returns>Why not; null where the engine has it.</returns>
    private async Task<string?> TryAsync(ImageReference image, CancellationToken cancellationToken)
    {
        string? trouble = null;
        try
        {
            // A pull answers 200 before it begins, and what goes wrong then stands in the stream.
            var progress = new Answer<JSONMessage>(message => trouble ??= message.Error?.Message);
            await engine.Client.Images.CreateImageAsync(
                new ImagesCreateParameters { FromImage = image.ToString() },
                await credentials.ForAsync(image, cancellationToken),
                progress,
                cancellationToken);
            if (trouble is null)
                await engine.Client.Images.InspectImageAsync(image.ToString(), cancellationToken);
        }
        catch (DockerImageNotFoundException) when (trouble is null)
        {
            return "the engine ended the pull and has no such image";
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return trouble ?? EngineWords.Of(e);
        }

        return trouble;
    }
}
