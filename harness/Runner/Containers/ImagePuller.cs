using Docker.DotNet;
using Docker.DotNet.Models;
using InterContainer.Runner.Containers.Connection;
using InterContainer.Runner.Execution;

namespace InterContainer.Runner.Containers;

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
