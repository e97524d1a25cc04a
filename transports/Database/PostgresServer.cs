using Npgsql;

namespace InterContainer.Transports.Database;

/// <summary>PostgreSQL, as its image sets it up: with its defaults, durable.</summary>
internal static class PostgresServer
{
    // In every image.
    private const uint User = 999;

    private const string CertificatePath = "/etc/postgresql-tls/server.pem";
    private const string KeyPath = "/etc/postgresql-tls/server.key";

    /// <summary>As transports declare it.</summary>
    public static Service Service { get; } = Of(credentials => new ServiceStart { Environment = Environment(credentials) });

    private static readonly Service Encrypted = Of(credentials => new ServiceStart
    {
        Command = ["-c", "ssl=on", "-c", $"ssl_cert_file={CertificatePath}", "-c", $"ssl_key_file={KeyPath}"],
        Environment = Environment(credentials),
        Files =
        [
            new(CertificatePath, credentials.Tls.ServerCertificatePem()),
            new(KeyPath, credentials.Tls.ServerKeyPem().Reveal()) { Owner = User, IsPrivate = true },
        ],
    });

    /// <summary>What a transport with the option <see cref="TlsCertificates.Option"/> needs.</summary>
    public static ServiceNeed With(IReadOnlyDictionary<string, string> options) => new(options[TlsCertificates.Option.Name] == "on" ? Encrypted : Service);

    private static Service Of(Func<ServiceCredentials, ServiceStart> start) => new()
    {
        Name = "postgres",
        Kind = ServiceKind.Database,
        Title = "PostgreSQL server",
        Image = "postgres:17",
        OfflineImage = "intercontainer/postgres:offline",
        Port = 5432,
        Start = start,
        // Over TCP: while it initialises itself, the official image answers on its Unix socket only.
        ReadyCommand = ["pg_isready", "-h", "127.0.0.1"],
        VersionCommand = ["postgres", "--version"],
        Notation = new ConnectionStringNotation(),
    };

    private static Dictionary<string, string> Environment(ServiceCredentials credentials) => new()
    {
        ["POSTGRES_USER"] = credentials.User,
        ["POSTGRES_PASSWORD"] = credentials.Password.Reveal(),
        ["POSTGRES_DB"] = credentials.User,
    };

    /// <summary>A connection that is not open yet. It is not pooled: an end has one, and its disposal ends it.</summary>
    /// <param name="address">A person's own says itself whether it encrypts.</param>
    /// <param name="certificates">Null: it does not encrypt.</param>
    public static NpgsqlConnection Connection(ServiceAddress address, TlsCertificates? certificates)
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString(address)) { Pooling = false };
        if (address.ConnectionString is null)
            settings.SslMode = certificates is null ? SslMode.Disable : SslMode.Require;
        var connection = new NpgsqlConnection(settings.ConnectionString);
        if (address.ConnectionString is null && certificates is not null)
        {
            connection.SslClientAuthenticationOptionsCallback = options =>
                (options.TargetHost, options.RemoteCertificateValidationCallback) = (TlsCertificates.HostName, certificates.Validate);
        }

        return connection;
    }

    /// <summary>For Npgsql. The database has the user's name unless a person's own connection string says otherwise.</summary>
    private static string ConnectionString(ServiceAddress address) => address.ConnectionString is { } own
        ? new NpgsqlConnectionStringBuilder(own.Reveal()) { Host = address.Host, Port = address.Port }.ConnectionString
        : new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.Port,
            Username = address.User,
            Password = address.Password?.Reveal(),
        }.ConnectionString;

    private sealed class ConnectionStringNotation : AddressNotation
    {
        public override string Accepts => "an Npgsql connection string such as 'Host=localhost;Username=me;Password=***'";

        public override ServiceAddress Read(string text)
        {
            var connection = new NpgsqlConnectionStringBuilder();
            foreach (var (name, setting) in Settings(text))
            {
                try
                {
                    connection[name] = setting;
                }
                catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or OverflowException or InvalidCastException)
                {
                    // Not even the name is repeated where Npgsql has none like it: a password with a semicolon looks like the next setting.
                    throw new FormatException(connection.ContainsKey(name)
                        ? $"the value of {name} is not one that Npgsql takes"
                        : "it has a setting that Npgsql does not know; a value with a semicolon stands in quotes");
                }
            }

            return string.IsNullOrEmpty(connection.Host)
                ? throw new FormatException("the connection string names no host")
                : new ServiceAddress(connection.Host, connection.Port) { ConnectionString = new Secret(text) };
        }

        // What Npgsql itself calls secret, by whichever of its names.
        public override string Mask(string text)
        {
            try
            {
                var connection = new NpgsqlConnectionStringBuilder(text);
                if (connection.Password is not null)
                    connection.Password = Redaction.Mask;
                if (connection.SslPassword is not null)
                    connection.SslPassword = Redaction.Mask;
                return connection.ConnectionString;
            }
            catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException)
            {
                return Redaction.Mask;
            }
        }

        public override bool AreSame(string one, string other) => new NpgsqlConnectionStringBuilder(one).EquivalentTo(new NpgsqlConnectionStringBuilder(other));

        private static IEnumerable<(string Name, object Value)> Settings(string text)
        {
            System.Data.Common.DbConnectionStringBuilder parts;
            try
            {
                parts = new() { ConnectionString = text };
            }
            catch (ArgumentException)
            {
                throw new FormatException("it is no list of NAME=VALUE with semicolons between");
            }

            return parts.Keys.Cast<string>().Select(name => (name, parts[name]));
        }
    }
}
