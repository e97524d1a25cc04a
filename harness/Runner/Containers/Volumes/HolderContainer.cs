using Docker.DotNet;
using Docker.DotNet.Models;

namespace InterContainer.Runner.Containers;

/// <summary>A container that is never started: it holds anonymous volumes, which are there from when it was made. Disposal removes it with them.</summary>
internal sealed class HolderContainer : IAsyncDisposable
{
    private readonly Engine _engine;

    private HolderContainer(Engine engine, string id)
    {
        _engine = engine;
        Id = id;
    }

    public string Id { get; }

    /// <param name="request">Of the pair.</param>
    /// <param name="folder">Of the volume. Its content and owner are those that the agent's image has there.</param>
    public static async Task<HolderContainer> CreateAsync(FolderRequest request, string folder)
    {
        var parameters = new CreateContainerParameters
        {
            Image = request.AgentImage,
            Labels = new Dictionary<string, string>(Labels.Of(request.Run)),
            Volumes = new Dictionary<string, EmptyStruct> { [folder] = new EmptyStruct() },
        };
        Hardening.Apply(parameters);
        parameters.HostConfig!.NetworkMode = "none";
        return new HolderContainer(request.Engine, (await request.Engine.Client.Containers.CreateContainerAsync(parameters, CancellationToken.None)).ID);
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await _engine.Client.Containers.RemoveContainerAsync(Id, new ContainerRemoveParameters { Force = true, RemoveVolumes = true });
        }
        catch (DockerContainerNotFoundException)
        {
            // Another program removed it.
        }
    }
}
