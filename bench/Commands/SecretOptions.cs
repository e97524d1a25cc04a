using System.Globalization;
using InterContainer.Transports;
using Npgsql;

namespace InterContainer.Bench.Commands;

/// <summary>Reads the values of options that may hold a secret, and says how they are recorded. No message repeats a value.</summary>
internal static class SecretOptions
{
    public const string Postgres = "--postgres";
    public const string Mqtt = "--mqtt";

    private const string Variable = "env:";

    private const string AcceptedOfPostgres = "Accepted is an Npgsql connection string such as 'Host=localhost;Username=me;Password=***', or env:NAME.";

    /// <exception cref="UsageException">It is no connection string, or the variable is not set.</exception>
    public static Secret ReadPostgres(string text)
    {
        var (value, place) = Resolved(Postgres, text);
        var secret = new Secret(value);
        var connection = new NpgsqlConnectionStringBuilder();
        foreach (var (name, setting) in Settings(value, place))
        {
            try
            {
                connection[name] = setting;
            }
            catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or OverflowException or InvalidCastException)
            {
                // Not even the name is repeated where Npgsql has none like it: a password with a semicolon looks like the next setting.
                throw new UsageException(connection.ContainsKey(name)
                    ? $"{place}: the value of {name} is not one that Npgsql takes. {AcceptedOfPostgres}"
                    : $"{place}: it has a setting that Npgsql does not know; a value with a semicolon stands in quotes. {AcceptedOfPostgres}");
            }
        }

        return string.IsNullOrEmpty(connection.Host)
            ? throw new UsageException($"{place}: the connection string names no host. {AcceptedOfPostgres}")
            : secret;
    }

    /// <exception cref="UsageException">It is no broker, or the variable is not set.</exception>
    public static MqttBroker ReadMqtt(string text)
    {
        var (value, place) = Resolved(Mqtt, text);
        var parts = AtLast(value, '@');
        var address = parts?.After ?? value;
        (string? user, string? password) = parts is null ? (null, null) : AtFirst(parts.Value.Before, ':');
        var (host, port) = AtLast(address, ':') ?? ("", "");
        return !value.Contains("://", StringComparison.Ordinal) && host.Length > 0 && !host.Contains('/', StringComparison.Ordinal) && user is not ""
            && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536
            ? new MqttBroker(host, number, user, password is null ? null : new Secret(password))
            : throw new UsageException($"{place}: it is not HOST:PORT or USER:PASSWORD@HOST:PORT. Accepted is a broker such as localhost:1883, or env:NAME.");
    }

    /// <summary>A value as it is recorded, so that it can be given again once the secret is filled in; null where the option holds none.</summary>
    public static string? Masked(string option, string value) => option switch
    {
        Postgres or Mqtt when value.StartsWith(Variable, StringComparison.Ordinal) => value,
        Postgres => MaskedConnection(value),
        Mqtt when AtLast(value, '@') is var (credentials, address) && AtFirst(credentials, ':') is (var user, not null) => $"{user}:{Redaction.Mask}@{address}",
        Mqtt => value,
        _ => null,
    };

    /// <summary>
    /// Whether a value, perhaps of an environment variable, is the one that was recorded, as far as that was. Of a recorded variable nothing is known.
    /// </summary>
    /// <param name="option"><see cref="Postgres"/> or <see cref="Mqtt"/>.</param>
    /// <param name="value">Accepted.</param>
    /// <param name="recorded">As <see cref="Masked"/> has it.</param>
    public static bool IsOfRecorded(string option, string value, string recorded)
    {
        if (recorded.StartsWith(Variable, StringComparison.Ordinal))
            return true;
        var masked = Masked(option, Resolved(option, value).Value)!;
        return option == Postgres ? new NpgsqlConnectionStringBuilder(masked).EquivalentTo(new NpgsqlConnectionStringBuilder(recorded)) : masked == recorded;
    }

    // What Npgsql itself calls secret, by whichever of its names.
    private static string MaskedConnection(string value)
    {
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(value);
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

    private static IEnumerable<(string Name, object Value)> Settings(string value, string place)
    {
        System.Data.Common.DbConnectionStringBuilder parts;
        try
        {
            parts = new() { ConnectionString = value };
        }
        catch (ArgumentException)
        {
            throw new UsageException($"{place}: it is no list of NAME=VALUE with semicolons between. {AcceptedOfPostgres}");
        }

        return parts.Keys.Cast<string>().Select(name => (name, parts[name]));
    }

    private static (string Value, string Place) Resolved(string flag, string text)
    {
        if (!text.StartsWith(Variable, StringComparison.Ordinal))
            return (text, flag);
        var name = text[Variable.Length..];
        return Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? (value, $"{flag} {text}")
            : throw new UsageException(
                $"{flag} {text}: the environment variable {name} is not set. Accepted is one that is set: export it, then run this again.");
    }

    private static (string Before, string After)? AtLast(string text, char separator) =>
        text.LastIndexOf(separator) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : null;

    private static (string Before, string? After) AtFirst(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, null);
}
