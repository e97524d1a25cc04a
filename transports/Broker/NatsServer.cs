using System.Text.RegularExpressions;

namespace InterContainer.Transports.Broker;

/// <summary>The NATS server with the configuration of nats-server.conf.</summary>
internal static partial class NatsServer
{
    /// <summary>The server's own interval between two calls of fsync.</summary>
    public const string DefaultSync = "2m";

    /// <summary>Fsync before each acknowledgement.</summary>
    public const string SyncAlways = "always";

    // The offline image's. The official one runs as root, which reads what is another's.
    private const uint User = 999;

    private static readonly string Configuration = ReadConfiguration();

    /// <summary>As transports declare it.</summary>
    public static Service Service { get; } = With(DefaultSync);

    /// <summary>The same, with every message of a stream on stable storage before it is acknowledged.</summary>
    public static Service Synced { get; } = With(SyncAlways);

    private static Service With(string sync) => new()
    {
        Name = "nats",
        Kind = ServiceKind.Broker,
        Title = "NATS server",
        Image = "nats:2",
        OfflineImage = "intercontainer/nats:offline",
        Port = 4222,
        Start = credentials => new ServiceStart
        {
            Command = ["--config", "/etc/nats/nats-server.conf"],
            Files =
            [
                new("/etc/nats/nats-server.conf", Configured(sync)
                    .Replace("{user}", credentials.User, StringComparison.Ordinal)
                    // In quotes: one of digits alone would be a number.
                    .Replace("{password}", $"\"{credentials.Password.Reveal()}\"", StringComparison.Ordinal))
                {
                    Owner = User,
                    IsPrivate = true,
                },
            ],
        },
        // Neither image has a client.
        VersionCommand = ["/nats-server", "--version"],
        Settings = Setting().Matches(Configured(sync)).ToDictionary(match => $"nats.{match.Groups[1].Value}", match => match.Groups[2].Value),
    };

    private static string Configured(string sync) => Configuration.Replace("{sync}", sync, StringComparison.Ordinal);

    private static string ReadConfiguration()
    {
        using var stream = typeof(NatsServer).Assembly.GetManifestResourceStream("nats-server.conf")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^\s*(max_payload|max_pending|sync_interval): (\S+)\s*$", RegexOptions.Multiline)]
    private static partial Regex Setting();
}
