namespace InterContainer.Transports.Broker;

/// <summary>RabbitMQ with the configuration of rabbitmq.conf, and else with its defaults.</summary>
internal static class RabbitServer
{
    private static readonly string Configuration = ReadConfiguration();

    /// <summary>As transports declare it.</summary>
    public static Service Service { get; } = new()
    {
        Name = "rabbitmq",
        Kind = ServiceKind.Broker,
        Title = "RabbitMQ broker",
        Image = "rabbitmq:4",
        OfflineImage = "intercontainer/rabbitmq:offline",
        Port = 5672,
        Start = credentials => new ServiceStart
        {
            Environment = new Dictionary<string, string>
            {
                ["RABBITMQ_DEFAULT_USER"] = credentials.User,
                ["RABBITMQ_DEFAULT_PASS"] = credentials.Password.Reveal(),
            },
            Files = [new("/etc/rabbitmq/conf.d/90-benchmarks.conf", Configuration)],
        },
        // It listens once it has started. Its own commands start a virtual machine each, which would take the processor from it.
        ReadyCommand = ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/5672"],
        VersionCommand = ["rabbitmqctl", "version"],
        Settings = Configuration.Split('\n')
            .Select(line => line.Split(" = ", 2))
            .Where(words => words is ["max_message_size", _])
            .ToDictionary(words => $"rabbitmq.{words[0]}", words => words[1]),
    };

    private static string ReadConfiguration()
    {
        using var stream = typeof(RabbitServer).Assembly.GetManifestResourceStream("rabbitmq.conf")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
