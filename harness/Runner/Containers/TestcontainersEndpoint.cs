using Docker.DotNet;
using Docker.DotNet.Handler.Abstractions;
using DotNet.Testcontainers.Configurations;

namespace InterContainer.Runner.Containers;

/// <summary>Gives Testcontainers clients like the one that we have ourselves, whatever it would find.</summary>
internal sealed class TestcontainersEndpoint(Engine engine) : IDockerEndpointAuthenticationConfiguration
{
    public Version? Version => engine.Client.Options.ApiVersion;

    public Uri Endpoint => engine.Client.Options.Endpoint;

    public IAuthProvider AuthProvider => engine.Client.Options.AuthProvider;

    public DockerClientBuilder GetDockerClientBuilder(Guid sessionId = default) =>
        new DockerClientBuilder().WithApiVersion(Version).WithEndpoint(Endpoint).WithAuthProvider(AuthProvider).WithHeaders(engine.Client.Options.Headers);
}
