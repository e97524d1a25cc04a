using Docker.DotNet;
using InterContainer.Runner.Launching;
using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>The container engine that answers, and the one client to it.</summary>
public sealed class Engine : IDisposable
{
    // What Testcontainers 4.16 is written for.
    private static readonly Version Preferred = new(1, 44);

    private Engine(DockerClient client, string version, string apiVersion)
    {
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

    /// <summary>How many processors it has for its containers.</summary>
    public int Processors { get; private init; }

    internal DockerClient Client { get; }

    /// <summary>Where an engine is looked for: <c>DOCKER_HOST</c>, else the current Docker context, else the platform's socket. Without credentials.</summary>
    public static string Endpoint
    {
        get
        {
            using var client = new DockerClientBuilder().Build();
            return Redaction.OfNamed(client.Options.Endpoint.ToString());
        }
    }

    /// <summary>
    /// Finds the engine and settles how Testcontainers talks to it. Testcontainers does not negotiate the API version: it reads
    /// <c>DOCKER_API_VERSION</c> once, so this must be called before any of its types is used.
    /// </summary>
    /// <exception cref="LaunchException">None answers within 5 s; one line says where and why.</exception>
    public static async Task<Engine> ConnectAsync(CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(TimeSpan.FromSeconds(5));
        try
        {
            using var asking = new DockerClientBuilder().Build();
            var answer = await asking.System.GetVersionAsync(limited.Token);
            var info = await asking.System.GetSystemInfoAsync(limited.Token);
            var api = Negotiate(answer.MinAPIVersion, answer.APIVersion).ToString();
            Environment.SetEnvironmentVariable("DOCKER_API_VERSION", api);
            Environment.SetEnvironmentVariable("DOCKER_HOST", asking.Options.Endpoint.ToString());
            // Its reaper is one more container beside what is measured, and an image to pull; we remove what carries our label ourselves.
            Environment.SetEnvironmentVariable("TESTCONTAINERS_RYUK_DISABLED", "true");
            var client = new DockerClientBuilder().WithEndpoint(asking.Options.Endpoint).WithApiVersion(System.Version.Parse(api)).Build();
            return new Engine(client, answer.Version ?? "", api) { Name = NameOf(answer), StorageDriver = info.Driver ?? "", CgroupVersion = info.CgroupVersion ?? "", Processors = (int)info.NCPU };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var cause = e is OperationCanceledException ? "no answer within 5 s" : e.GetBaseException().Message.ReplaceLineEndings(" ");
            throw new LaunchException($"no container engine answers at {Endpoint} ({cause})", e);
        }
    }

    /// <summary>The version both sides know that is nearest to the preferred one.</summary>
    /// <param name="oldest">The oldest the engine speaks.</param>
    /// <param name="newest">The newest it speaks.</param>
    public static Version Negotiate(string? oldest, string newest)
    {
        var (min, max) = (System.Version.Parse(oldest ?? newest), System.Version.Parse(newest));
        return Preferred > max ? max : Preferred < min ? min : Preferred;
    }

    private static string NameOf(Docker.DotNet.Models.VersionResponse answer) =>
        answer.Components?.FirstOrDefault()?.Name is { Length: > 0 } name ? name : "Docker Engine";

    public void Dispose() => Client.Dispose();
}
