namespace InterContainer.Transports.Broker;

/// <summary>Redis with the configuration of redis.conf, and a variant that writes every command to its log on disk before it answers.</summary>
internal static class RedisServer
{
    /// <summary>The option of transports that can have either.</summary>
    public static readonly TransportOption AppendFsync = TransportOption.OneOf("appendfsync", "off", "always");

    private const string Folder = "/usr/local/etc/redis";

    // In every image.
    private const uint User = 999;

    private static readonly string Configuration = ReadConfiguration();

    /// <summary>As transports declare it: in memory.</summary>
    public static Service Service { get; } = Variant(Configuration);

    /// <summary>The same with <c>appendonly yes</c> and <c>appendfsync always</c>.</summary>
    public static Service Durable { get; } =
        Variant($"{Configuration.Replace("appendonly no", "appendonly yes", StringComparison.Ordinal)}appendfsync always\n");

    /// <summary>Whether a person has chosen the durable one.</summary>
    public static bool IsDurable(IReadOnlyDictionary<string, string> options) => options.GetValueOrDefault(AppendFsync.Name) == "always";

    /// <summary>The traits of a transport with its options.</summary>
    public static Traits With(Traits traits, IReadOnlyDictionary<string, string> options) => IsDurable(options)
        ? traits with { Service = traits.Service! with { Service = Durable }, SurvivesServiceRestart = true }
        : traits;

    private static Service Variant(string configuration) => new()
    {
        Name = "redis",
        Kind = ServiceKind.Broker,
        Title = "Redis server",
        Image = "redis:8",
        OfflineImage = "intercontainer/redis:offline",
        Port = 6379,
        Start = credentials => new ServiceStart
        {
            Command = ["redis-server", $"{Folder}/redis.conf"],
            Files = [new($"{Folder}/redis.conf", $"{configuration}\n{Access(credentials)}") { Owner = User, IsPrivate = true }],
        },
        // Refused for want of a password it ends with 0 as well.
        ReadyCommand = ["redis-cli", "ping"],
        VersionCommand = ["redis-server", "--version"],
        Settings = SettingsIn(configuration),
    };

    // The default user as well: clients that know only a password are it.
    private static string Access(ServiceCredentials credentials) =>
        $"requirepass {credentials.Password.Reveal()}\nuser {credentials.User} on >{credentials.Password.Reveal()} ~* &* +@all\n";

    private static Dictionary<string, string> SettingsIn(string configuration) => configuration.Split('\n', StringSplitOptions.TrimEntries)
        .Select(line => line.Split(' ', 2))
        .Where(words => words is ["save" or "client-output-buffer-limit", _])
        .ToDictionary(words => $"redis.{words[0]}", words => words[1]);

    private static string ReadConfiguration()
    {
        using var stream = typeof(RedisServer).Assembly.GetManifestResourceStream("redis.conf")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
