using System.Runtime.CompilerServices;
using Docker.DotNet;
using Docker.DotNet.Handler.Abstractions;
using DotNet.Testcontainers.Configurations;
using InterContainer.Runner.Execution;

namespace InterContainer.Runner.Containers.Connection;

/// <summary>Gives Testcontainers the connection that was made, in place of what it finds itself.</summary>
internal static class TestcontainersSetup
{
    private static readonly Lock Alone = new();

    /// <summary>From now on all its builders use this connection.</summary>
    /// <exception cref="LaunchException">Its own settings cannot be read.</exception>
    public static void Use(EngineConnection connection, Version api)
    {
        lock (Alone)
        {
            Initialize(connection, api);
            // Its reaper is one more container during measurement, and an image to pull; we remove what carries our label ourselves.
            TestcontainersSettings.ResourceReaperEnabled = false;
            // We put its prefix before the names of what is pulled, and only there.
            TestcontainersSettings.HubImageNamePrefix = null;
            TestcontainersSettings.WaitStrategyRetries = null;
            TestcontainersSettings.WaitStrategyInterval = null;
            TestcontainersSettings.WaitStrategyTimeout = null;
            var endpoint = new Endpoint(connection, api);
            TestcontainersSettings.OS = OperatingSystem.IsWindows() ? new DotNet.Testcontainers.Configurations.Windows(endpoint) : new Unix(endpoint);
        }
    }

    // It looks for an engine by itself, once a process. What is malformed in the environment would break it for good, so it is shown what was found.
    private static void Initialize(EngineConnection connection, Version api)
    {
        var tls = connection.Endpoint.Tls;
        Dictionary<string, string?> shown = new()
        {
            [EngineEndpoint.HostVariable] = connection.Address.ToString(),
            [ApiVersions.Variable] = api.ToString(),
            [EngineEndpoint.ContextVariable] = null,
            [EngineEndpoint.TlsVariable] = null,
            [EngineEndpoint.TlsVerifyVariable] = tls is { Verifies: true, Folder: not null } ? "1" : null,
            [EngineEndpoint.CertificatesVariable] = tls?.Folder,
        };
        var before = shown.Keys.ToDictionary(name => name, Environment.GetEnvironmentVariable);
        try
        {
            Set(shown);
            RuntimeHelpers.RunClassConstructor(typeof(TestcontainersSettings).TypeHandle);
        }
        catch (TypeInitializationException e)
        {
            var cause = e.GetBaseException().Message.ReplaceLineEndings(" ");
            throw new LaunchException(
                $"Testcontainers cannot use its settings ({cause}): correct them in its variables or in ~/.testcontainers.properties", e);
        }
        finally
        {
            Set(before);
        }
    }

    private static void Set(Dictionary<string, string?> variables)
    {
        foreach (var (name, value) in variables)
            Environment.SetEnvironmentVariable(name, value);
    }

    private sealed class Endpoint(EngineConnection connection, Version api) : IDockerEndpointAuthenticationConfiguration
    {
        public Version? Version => api;

        Uri IDockerEndpointAuthenticationConfiguration.Endpoint => connection.Address;

        public IAuthProvider? AuthProvider => connection.Credentials;

        public DockerClientBuilder GetDockerClientBuilder(Guid sessionId) =>
            new DockerEndpointAuthenticationConfiguration(connection.Address, connection.Credentials).GetDockerClientBuilder(sessionId).WithApiVersion(api);
    }
}
