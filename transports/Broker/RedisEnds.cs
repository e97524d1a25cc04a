using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace InterContainer.Transports.Broker;

/// <summary>
/// What the ends of the transports over Redis have in common. A request is an envelope, the initiator's id and the exchange's number, and the message; a
/// reply is that number and the message. A responder that serves has subscribed to a channel of its own, which the server forgets with its connection: so
/// an initiator that connects knows whether there is one.
/// </summary>
internal static class RedisEnds
{
    /// <summary>Characters of an initiator's id.</summary>
    public const int IdBytes = 16;

    /// <summary>Bytes before a request's message.</summary>
    public const int EnvelopeBytes = IdBytes + NumberBytes;

    /// <summary>Bytes before a reply's message.</summary>
    public const int NumberBytes = sizeof(long);

    /// <summary>The number of a message that has no reply.</summary>
    public const long NoNumber = -1;

    /// <summary>How many pushes of sends may be unanswered at once. One, as with every client that awaits its commands.</summary>
    public static readonly TransportOption Inflight = TransportOption.WholeNumber("inflight", 1, 1, 1000);

    private const int KeysPerScan = 1000;

    public static string All(PairEndpoints endpoints) => $"{endpoints.Channel}:*";

    public static string Requests(PairEndpoints endpoints) => $"{endpoints.Channel}:requests";

    public static string Replies(PairEndpoints endpoints, string id) => $"{endpoints.Channel}:replies:{id}";

    public static string Serving(PairEndpoints endpoints) => $"{endpoints.Channel}:serving";

    public static string NewId() => RandomNumberGenerator.GetHexString(IdBytes, lowercase: true);

    /// <summary>The envelope of an initiator's requests, with room for the number.</summary>
    public static byte[] Envelope(string id) => [.. Encoding.ASCII.GetBytes(id), .. new byte[NumberBytes]];

    public static void SetNumber(byte[] envelope, long number) => BinaryPrimitives.WriteInt64LittleEndian(envelope.AsSpan(IdBytes), number);

    /// <summary>A connection that knows the server and is known to it.</summary>
    /// <exception cref="TransportException">There is none, or it refuses.</exception>
    public static async Task<(RespConnection Connection, Dictionary<string, string> Server)> ConnectAsync(
        PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var address = endpoints.AddressOf(RedisServer.Service);
        var connection = await RespConnection.OpenAsync(address, cancellationToken);
        var server = await AskAsync(connection, () => Hello(connection, address), cancellationToken);
        return (connection, server);
    }

    /// <summary>Asks what is short to answer, with the connection to be disposed of where that fails.</summary>
    public static async Task<T> AskAsync<T>(RespConnection connection, Func<T> ask, CancellationToken cancellationToken)
    {
        var isAnswered = false;
        try
        {
            await using var interrupting = cancellationToken.UnsafeRegister(static c => ((RespConnection)c!).Interrupt(), connection);
            // A thread that may block.
            var answer = await Task.Run(ask, cancellationToken);
            isAnswered = true;
            return answer;
        }
        catch (Exception e) when (IsFailure(e))
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw Gone(e);
        }
        finally
        {
            if (!isAnswered)
                connection.Dispose();
        }
    }

    /// <summary>A connection to a server at which a responder serves the channel.</summary>
    /// <exception cref="TransportException">None does.</exception>
    public static async Task<(RespConnection Connection, Dictionary<string, string> Server)> ConnectToServedAsync(
        PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var (connection, server) = await ConnectAsync(endpoints, cancellationToken);
        var isServed = await AskAsync(
            connection,
            () =>
            {
                connection.Append("PUBSUB", "NUMSUB", Serving(endpoints));
                connection.NextMany();
                connection.Skip();
                return connection.Next().Number > 0;
            },
            cancellationToken);
        if (isServed)
            return (connection, server);
        connection.Dispose();
        throw new TransportException($"No responder serves channel '{endpoints.Channel}' at the Redis server.");
    }

    /// <summary>Subscribes, and waits until it holds.</summary>
    public static void Subscribe(RespConnection connection, string channel)
    {
        connection.Append("SUBSCRIBE", channel);
        connection.Skip();
    }

    /// <summary>Removes keys. Over a connection of its own: that of the end was interrupted.</summary>
    /// <param name="endpoints">Where.</param>
    /// <param name="pattern">Those that it matches.</param>
    public static async Task RemoveKeysAsync(PairEndpoints endpoints, string pattern)
    {
        try
        {
            var (connection, _) = await ConnectAsync(endpoints, CancellationToken.None);
            using (connection)
            {
                await AskAsync(connection, () => Remove(connection, pattern), CancellationToken.None);
            }
        }
        catch (TransportException)
        {
            // The server is gone, so its leftovers disturb no other end.
        }
    }

    /// <summary>What is in force, asked of the server once. Blocks.</summary>
    /// <param name="endpoints">Where it is asked, over a connection of its own: that of an initiator waits for replies.</param>
    /// <param name="connection">The initiator's.</param>
    /// <param name="server">As it said when it was connected to.</param>
    /// <param name="keeps">Whether it keeps messages for who does not take them.</param>
    public static Lazy<IReadOnlyDictionary<string, string>> Settings(
        PairEndpoints endpoints, RespConnection connection, Dictionary<string, string> server, bool keeps) => new(() =>
    {
        var asked = AskConfigurationAsync(endpoints, CancellationToken.None).GetAwaiter().GetResult();
        return server.Concat(asked).Concat(connection.SocketSettings().Where(setting => setting.Key != Durability.Setting))
            .Append(new(Durability.Setting, keeps ? DurabilityOf(asked) : Durability.None))
            .ToDictionary();
    });

    /// <summary>A server of a person's own may have other settings than were chosen.</summary>
    /// <exception cref="TransportException">It has.</exception>
    public static async Task CheckAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        if (!RedisServer.IsDurable(endpoints.Options))
            return;
        var settings = await AskConfigurationAsync(endpoints, cancellationToken);
        if (settings.Count > 0 && DurabilityOf(settings) != Durability.Disk)
            throw new TransportException("appendfsync=always needs a Redis server with 'appendonly yes' and 'appendfsync always', and this one has not.");
    }

    public static bool IsFailure(Exception e) => e is SocketException or ObjectDisposedException or IOException;

    public static TransportException Gone(Exception cause) => new($"The connection to the Redis server broke: {cause.Message}", cause);

    private static Dictionary<string, string> Hello(RespConnection connection, ServiceAddress address)
    {
        if (address.Password is { } password)
            connection.Append("HELLO", "3", "AUTH", address.User ?? "default", password.Reveal());
        else
            connection.Append("HELLO", "3");
        var settings = new Dictionary<string, string> { ["redis.protocol"] = "RESP3" };
        for (var pairs = connection.NextMany(); pairs > 0; pairs--)
        {
            var name = Encoding.UTF8.GetString(connection.NextString());
            if (name is "version" or "mode")
                settings[$"redis.{name}"] = Encoding.UTF8.GetString(connection.NextString());
            else
                connection.Skip();
        }

        return settings;
    }

    private static bool Remove(RespConnection connection, string pattern)
    {
        var cursor = "0";
        do
        {
            connection.Append("SCAN", cursor, "MATCH", pattern, "COUNT", KeysPerScan.ToString(CultureInfo.InvariantCulture));
            connection.NextMany();
            cursor = Encoding.UTF8.GetString(connection.NextString());
            var keys = new string[connection.NextMany()];
            for (var i = 0; i < keys.Length; i++)
                keys[i] = Encoding.UTF8.GetString(connection.NextString());
            if (keys.Length > 0)
            {
                connection.Append(["DEL", .. keys]);
                connection.Skip();
            }
        }
        while (cursor != "0");
        return true;
    }

    private static async Task<Dictionary<string, string>> AskConfigurationAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var (connection, _) = await ConnectAsync(endpoints, cancellationToken);
        using (connection)
            return await AskAsync(connection, () => AskConfiguration(connection), cancellationToken);
    }

    private static Dictionary<string, string> AskConfiguration(RespConnection connection)
    {
        var settings = new Dictionary<string, string>();
        connection.Append("CONFIG", "GET", "append*");
        try
        {
            for (var pairs = connection.NextMany(); pairs > 0; pairs--)
            {
                var name = Encoding.UTF8.GetString(connection.NextString());
                var value = Encoding.UTF8.GetString(connection.NextString());
                if (name is "appendonly" or "appendfsync")
                    settings[$"redis.{name}"] = value;
            }
        }
        catch (TransportException)
        {
            // A server that keeps its settings to itself.
        }

        return settings;
    }

    private static string DurabilityOf(IReadOnlyDictionary<string, string> settings) =>
        settings.GetValueOrDefault("redis.appendonly") != "yes" ? Durability.Memory
        : settings.GetValueOrDefault("redis.appendfsync") == "always" ? Durability.Disk : Durability.PageCache;
}
