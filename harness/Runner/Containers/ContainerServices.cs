using System.Security.Cryptography;
using System.Text;
using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using InterContainer.Runner.Execution;
using InterContainer.Transports;
using Microsoft.Extensions.Logging.Abstractions;

using Secret = InterContainer.Transports.Secret;

namespace InterContainer.Runner.Containers;

/// <summary>The services of a run: each started when first needed, and again when it was found dead or a fresh one is needed.</summary>
/// <param name="engine">Runs them.</param>
/// <param name="images">Has theirs.</param>
/// <param name="networks">Makes the one that all start on.</param>
/// <param name="cores">The processors of each role; null: all share all.</param>
/// <param name="certificates">Of the run.</param>
/// <param name="run">The run's id, for labels.</param>
internal sealed class ContainerServices(
    Engine engine, Images images, InternalNetworks networks, CorePlan? cores, Lazy<TlsCertificates> certificates, string run)
{
    private const string User = "agent";
    private const int LongestLog = 300;

    private readonly Dictionary<Service, ServiceContainer> _running = [];
    private readonly Dictionary<Service, LaunchException> _neverReady = [];
    private InternalNetwork? _home;
    private int _sockets;

    /// <summary>A service, running and ready.</summary>
    /// <exception cref="LaunchException">It does not come up; one line says why.</exception>
    public async Task<ServiceContainer> RunAsync(ServiceNeed need, CancellationToken cancellationToken)
    {
        if (_running.TryGetValue(need.Service, out var running))
        {
            if (!need.IsFresh && await running.IsRunningAsync(cancellationToken))
                return running;
            _running.Remove(need.Service);
            await running.RemoveAsync();
        }

        // It would take its whole time again in each cell.
        if (_neverReady.TryGetValue(need.Service, out var known))
            throw known;
        return _running[need.Service] = await StartAsync(need.Service, cancellationToken);
    }

    private async Task<ServiceContainer> StartAsync(Service service, CancellationToken cancellationToken)
    {
        var image = await images.ServiceAsync(service, cancellationToken);
        var credentials = new ServiceCredentials(User, new Secret(RandomNumberGenerator.GetHexString(32)), certificates.Value);
        var socket = service.SocketPath is { } path
            ? await PairVolume.CreateForSocketAsync(run, $"{service.Name}-{++_sockets}", Path.GetDirectoryName(path)!)
            : null;
        var container = Build(service, service.Start(credentials), socket, await BuilderAsync(image, cancellationToken));
        await StartAsync(service, image, container, cancellationToken);
        var running = new ServiceContainer(engine, container)
        {
            Name = service.Name,
            Address = new ServiceAddress(service.Name, service.Port)
            {
                User = User,
                Password = credentials.Password,
                MorePorts = service.MorePorts,
                SocketPath = service.SocketPath,
            },
            Settings = service.Settings,
            Socket = socket,
            SocketGroup = service.SocketGroup,
            Home = _home!.Network.Name,
            Image = await images.DigestAsync(image, cancellationToken),
            Version = service.VersionCommand is { } command ? await VersionAsync(container, command, cancellationToken) : null,
        };
        return await running.IsRunningAsync(cancellationToken) ? running : throw await NotReadyAsync(Ended(service, image), service, container, null);
    }

    private static IContainer Build(Service service, ServiceStart start, PairVolume? socket, ContainerBuilder builder)
    {
        builder = builder
            .WithEnvironment(start.Environment)
            .WithCreateParameterModifier(parameters => parameters.User = service.User ?? parameters.User);
        if (start.Command.Count > 0)
            builder = builder.WithCommand([.. start.Command]);
        if (socket is not null)
            builder = builder.WithVolumeMount(socket.Volume, socket.Folder);
        if (service.ReadyCommand is { } ready)
        {
            builder = builder.WithWaitStrategy(Wait.ForUnixContainer().UntilCommandIsCompleted(
                [.. ready], wait => wait.WithInterval(TimeSpan.FromMilliseconds(100)).WithTimeout(service.ReadyTimeout)));
        }

        foreach (var file in start.Files)
        {
            var mode = UnixFileModes.UserRead | UnixFileModes.UserWrite | (file.IsPrivate ? 0 : UnixFileModes.GroupRead | UnixFileModes.OtherRead);
            builder = builder.WithResourceMapping(Encoding.UTF8.GetBytes(file.Content), file.Path, file.Owner, file.Owner, mode);
        }

        return builder.Build();
    }

    private async Task StartAsync(Service service, string image, IContainer container, CancellationToken cancellationToken)
    {
        try
        {
            await container.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is ContainerNotRunningException or DockerApiException { StatusCode: System.Net.HttpStatusCode.Conflict })
        {
            // No command runs in a container that has ended.
            throw await NotReadyAsync(Ended(service, image), service, container, e);
        }
        catch (TimeoutException e) when (!cancellationToken.IsCancellationRequested)
        {
            var seconds = service.ReadyTimeout.TotalSeconds;
            throw await NotReadyAsync(
                FormattableString.Invariant($"the {service.Title} ({image}) was not ready within {seconds:0} s"), service, container, e);
        }
    }

    private static string Ended(Service service, string image) => $"the {service.Title} ({image}) ended as soon as it was started";

    private async Task<LaunchException> NotReadyAsync(string trouble, Service service, IContainer container, Exception? cause)
    {
        var (output, errors) = await container.GetLogsAsync(timestampsEnabled: false);
        await container.DisposeAsync();
        var lines = Redaction.Of($"{errors}\n{output}").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var words = lines.LastOrDefault() ?? "none";
        return _neverReady[service] = new LaunchException($"{trouble}; its last words: {words[..Math.Min(words.Length, LongestLog)]}", cause!);
    }

    // The first number with a dot in it, whatever the words around it are.
    private static async Task<string?> VersionAsync(IContainer container, IReadOnlyList<string> command, CancellationToken cancellationToken)
    {
        try
        {
            var said = await container.ExecAsync([.. command], cancellationToken);
            return VersionNumber.In($"{said.Stdout}\n{said.Stderr}");
        }
        catch (DockerApiException)
        {
            // It has no such command.
            return null;
        }
    }

    // A container has to be on some network before it can join others. This network has no other container.
    private async Task<ContainerBuilder> BuilderAsync(string image, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _home ??= await networks.CreateAsync("services");
        return new ContainerBuilder(image)
            .WithImagePullPolicy(PullPolicy.Never)
            .WithLogger(NullLogger.Instance)
            .WithLabel(Labels.Of(run))
            .WithCreateParameterModifier(parameters => (parameters.HostConfig ??= new HostConfig()).CpusetCpus = cores?.Services ?? "")
            .WithNetwork(_home.Network);
    }
}

/// <summary>A version in what a program says of itself. Pure.</summary>
internal static partial class VersionNumber
{
    /// <summary>The first number with a dot in it; null: there is none.</summary>
    public static string? In(string text) => Number().Match(text) is { Success: true } match ? match.Value : null;

    [System.Text.RegularExpressions.GeneratedRegex(@"\d+(\.\d+)+")]
    private static partial System.Text.RegularExpressions.Regex Number();
}
