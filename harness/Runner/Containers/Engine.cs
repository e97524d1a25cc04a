using Docker.DotNet;
using InterContainer.Runner.Containers.Connection;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Host;

namespace InterContainer.Runner.Containers;

/// <summary>The container engine that answers, and the one client to it.</summary>
public sealed class Engine : IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private readonly EngineConnection _connection;

    private Engine(EngineConnection connection, DockerClient client, string version, string apiVersion)
    {
        _connection = connection;
        Client = client;
        Version = version;
        ApiVersion = apiVersion;
    }

    /// <summary>What it calls itself.</summary>
    public string Name { get; private init; } = "";

    public string Version { get; }

    /// <summary>The version of the API that is spoken to it.</summary>
    public string ApiVersion { get; }

    public string StorageDriver { get; private init; } = "";

    public string CgroupVersion { get; private init; } = "";

    /// <summary>What it can hold its containers to.</summary>
    public required EngineLimits Limits { get; init; }

    /// <summary>How many processors it has for its containers.</summary>
    public int Processors { get; private init; }

    /// <summary>Of its machine, bytes.</summary>
    public long MemoryBytes { get; private init; }

    /// <summary>Of its machine, as the engine writes it: <c>x86_64</c>.</summary>
    public string Architecture { get; private init; } = "";

    /// <summary>The same as images call it: <c>amd64</c>. That of this machine where the engine does not say.</summary>
    public string ImageArchitecture => Architecture.Length == 0 ? Architectures.Here : Architectures.Of(Architecture);

    /// <summary>The runtime in the agent's image, as .NET describes itself; null before that image is there, and where it does not tell.</summary>
    public string? AgentRuntime { get; internal set; }

    public string OperatingSystem { get; private init; } = "";

    public string Kernel { get; private init; } = "";

    /// <summary>
    /// Whether its containers run on the kernel of this machine, so that what this machine says of itself is true of them. Not so where the engine is
    /// elsewhere, or in a virtual machine of its own, as on a desktop.
    /// </summary>
    public bool IsHere { get; private init; }

    /// <summary>Who a container's users are on its machine.</summary>
    public required EngineUsers Users { get; init; }

    /// <summary>What its containers can run under.</summary>
    public required EngineRuntimes Runtimes { get; init; }

    internal DockerClient Client { get; }

    /// <summary>Which networks it can make.</summary>
    internal EngineNetworking Networking { get; private init; } = new([], SwarmRole.None, new Version(), new Version(), _ => null);

    /// <summary>Where it is, as the client libraries are told.</summary>
    internal Uri Address => _connection.Address;

    /// <summary>Finds the engine, and settles how this program and Testcontainers reach it.</summary>
    /// <exception cref="LaunchException">None is named as it should be, or answers within 5 s; one line says where, why, and what to do.</exception>
    public static async Task<Engine> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = await EngineConnection.OpenAsync(EngineEndpoint.Find(Environment.GetEnvironmentVariable), cancellationToken);
        try
        {
            return await AskAsync(connection, cancellationToken);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static async Task<Engine> AskAsync(EngineConnection connection, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Timeout);
        try
        {
            using var asking = connection.Client(null);
            // The client itself waits for a connection that is not made, whatever it is told.
            var answer = await asking.System.GetVersionAsync(limited.Token).WaitAsync(limited.Token) ?? throw new InvalidDataException("it says no version");
            var said = $"{NameOf(answer)} {answer.Version} at {connection.Endpoint}";
            var api = ApiVersions.Negotiate(said, answer.MinAPIVersion, answer.APIVersion, Environment.GetEnvironmentVariable(ApiVersions.Variable));
            var client = connection.Client(api);
            var info = await client.System.GetSystemInfoAsync(limited.Token).WaitAsync(limited.Token);
            TestcontainersSetup.Use(connection, api);
            var isHere = connection.Endpoint.IsLocal && info.KernelVersion == HostFacts.Kernel && info.MemTotal == HostFacts.MemoryBytes;
            return new Engine(connection, client, answer.Version ?? "", api.ToString())
            {
                Name = NameOf(answer),
                StorageDriver = info.Driver ?? "",
                CgroupVersion = info.CgroupVersion ?? "",
                Limits = EngineLimits.Of(info),
                Users = EngineUsers.Of(info),
                Runtimes = EngineRuntimes.Of(info),
                Processors = (int)info.NCPU,
                MemoryBytes = info.MemTotal,
                Architecture = info.Architecture ?? answer.Arch ?? "",
                OperatingSystem = info.OperatingSystem ?? "",
                Kernel = info.KernelVersion ?? "",
                Networking = EngineNetworking.Of(info, api, new Version(answer.APIVersion!), isHere),
                IsHere = isHere,
            };
        }
        catch (Exception e) when (e is not LaunchException && !cancellationToken.IsCancellationRequested)
        {
            throw connection.Unreachable(e, Timeout);
        }
    }

    private static string NameOf(Docker.DotNet.Models.VersionResponse answer) =>
        answer.Components?.FirstOrDefault()?.Name is { Length: > 0 } name ? name : "Docker Engine";

    public void Dispose()
    {
        Client.Dispose();
        _connection.Dispose();
    }
}
