using System.Security.Cryptography;
using System.Text;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Images;
using InterContainer.Runner.Execution;
using InterContainer.Transports;
using Microsoft.Extensions.Logging.Abstractions;

using Secret = InterContainer.Transports.Secret;

namespace InterContainer.Runner.Containers;

/// <summary>The services of a run: each started when first needed, and again when it was found dead or a fresh one is needed.</summary>
internal sealed class ContainerServices(Engine engine, Images images, InternalNetworks networks, CorePlan? cores, string run)
{
    private const string User = "agent";
    private const int MqttPort = 1883;

    // In every image.
    private const uint MosquittoUser = 1883;

    private const int MqttWebSocketPort = 9001;

    private readonly Dictionary<Needs, ServiceContainer> _running = [];
    private InternalNetwork? _home;
    private int _sockets;

    /// <summary>The services among a transport's needs, running.</summary>
    public async Task<IReadOnlyList<ServiceContainer>> ForAsync(Needs needs, CancellationToken cancellationToken)
    {
        List<ServiceContainer> services = [];
        if (needs.HasFlag(Needs.Postgres))
            services.Add(await KeepAsync(Needs.Postgres, StartPostgresAsync, fresh: false, cancellationToken));
        if (needs.HasFlag(Needs.MqttBroker))
        {
            // The WebSocket library of mosquitto watches the routes, and hangs up on a network that it joined after it had left another.
            services.Add(await KeepAsync(Needs.MqttBroker, StartMosquittoAsync, fresh: needs.HasFlag(Needs.MqttWebSocket), cancellationToken));
        }

        return services;
    }

    private async Task<ServiceContainer> KeepAsync(
        Needs kind, Func<CancellationToken, Task<ServiceContainer>> start, bool fresh, CancellationToken cancellationToken)
    {
        if (_running.TryGetValue(kind, out var service))
        {
            if (!fresh && await service.IsRunningAsync(cancellationToken))
                return service;
            await service.RemoveAsync();
        }

        service = _running[kind] = await start(cancellationToken);
        await service.IsRunningAsync(cancellationToken);
        return service;
    }

    private async Task<ServiceContainer> StartPostgresAsync(CancellationToken cancellationToken)
    {
        const string name = "postgres";
        var image = await images.PostgresAsync(cancellationToken);
        var password = new Secret(RandomNumberGenerator.GetHexString(32));
        var container = (await BuilderAsync(image, cancellationToken))
            .WithEnvironment("POSTGRES_USER", User)
            .WithEnvironment("POSTGRES_PASSWORD", password.Reveal())
            .WithEnvironment("POSTGRES_DB", User)
            // Over TCP: while it initialises itself, the official image answers on its Unix socket only.
            .WithWaitStrategy(Wait.ForUnixContainer().UntilCommandIsCompleted(
                ["pg_isready", "-h", "127.0.0.1", "-U", User],
                wait => wait.WithInterval(TimeSpan.FromMilliseconds(100)).WithTimeout(TimeSpan.FromSeconds(60))))
            .Build();
        await container.StartAsync(cancellationToken);
        return new ServiceContainer(engine, container)
        {
            Name = name,
            AddTo = endpoints => endpoints with { Postgres = new Secret($"Host={name};Username={User};Password={password.Reveal()};Database={User}") },
            Settings = new Dictionary<string, string>(),
            Home = _home!.Network.Name,
            Image = await images.DigestAsync(image, cancellationToken),
        };
    }

    private async Task<ServiceContainer> StartMosquittoAsync(CancellationToken cancellationToken)
    {
        const string name = "mosquitto";
        var image = await images.MosquittoAsync(cancellationToken);
        var password = new Secret(RandomNumberGenerator.GetHexString(32));
        var configuration = await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "mosquitto.conf"), cancellationToken);
        var socket = await PairVolume.CreateForSocketAsync(run, ++_sockets);
        var container = (await BuilderAsync(image, cancellationToken))
            .WithVolumeMount(socket.Volume, socket.Folder)
            // From the start: a socket that it makes as root is root's, also where it is the broker's user later.
            .WithCreateParameterModifier(parameters => parameters.User = $"{MosquittoUser}:{PairVolume.MqttGroup}")
            .WithResourceMapping(Encoding.UTF8.GetBytes(configuration), "/mosquitto/config/mosquitto.conf")
            .WithResourceMapping(
                Encoding.UTF8.GetBytes(MosquittoPassword.Line(User, password.Reveal())),
                "/mosquitto/config/passwords",
                MosquittoUser,
                MosquittoUser,
                UnixFileModes.UserRead | UnixFileModes.UserWrite)
            .Build();
        await container.StartAsync(cancellationToken);
        return new ServiceContainer(engine, container)
        {
            Name = name,
            AddTo = endpoints => endpoints with
            {
                Mqtt = new MqttBroker(name, MqttPort, User, password, MqttWebSocketPort, $"{PairVolume.MqttFolder}/mqtt.sock"),
            },
            Settings = MosquittoSettings(configuration),
            Socket = socket,
            Home = _home!.Network.Name,
            Image = await images.DigestAsync(image, cancellationToken),
        };
    }

    // A container has to be on some network before it can join others. This network has no other container.
    private async Task<ContainerBuilder> BuilderAsync(string image, CancellationToken cancellationToken)
    {
        _home ??= await networks.CreateAsync("services");
        return new ContainerBuilder(image)
            .WithImagePullPolicy(PullPolicy.Never)
            .WithLogger(NullLogger.Instance)
            .WithLabel(Labels.Of(run))
            .WithCreateParameterModifier(parameters => (parameters.HostConfig ??= new HostConfig()).CpusetCpus = cores?.Services ?? "")
            .WithNetwork(_home.Network);
    }

    private static Dictionary<string, string> MosquittoSettings(string configuration) => configuration.Split('\n', StringSplitOptions.TrimEntries)
        .Select(line => line.Split(' ', 2))
        .Where(words => words is ["set_tcp_nodelay" or "persistence" or "max_queued_messages" or "max_inflight_messages", _])
        .ToDictionary(words => $"mosquitto.{words[0]}", words => words[1]);
}
