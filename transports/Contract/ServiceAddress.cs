namespace InterContainer.Transports;

/// <summary>How the ends of a pair reach a service.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its TCP port.</param>
public sealed record ServiceAddress(string Host, int Port)
{
    /// <summary>Null: anonymous.</summary>
    public string? User { get; init; }

    /// <summary>Null: none.</summary>
    public Secret? Password { get; init; }

    /// <summary>Further ports, by the names of <see cref="Service.MorePorts"/>; of a person's own server none is known.</summary>
    public IReadOnlyDictionary<string, int> MorePorts { get; init; } = new Dictionary<string, int>();

    /// <summary>Its Unix socket as the ends see it; null: none.</summary>
    public string? SocketPath { get; init; }

    /// <summary>What a person wrote of a server of their own, where that is more than host, port, user and password; null: it is not.</summary>
    public Secret? ConnectionString { get; init; }

    /// <summary>The port of that name.</summary>
    /// <param name="name">Null: <see cref="Port"/>.</param>
    /// <exception cref="TransportException">It has none of that name.</exception>
    public int PortOf(string? name) => name is null
        ? Port
        : MorePorts.TryGetValue(name, out var port) ? port : throw new TransportException($"The server at {Host}:{Port} has no port for {name}.");

    /// <summary>The same with another host, and another port of that name.</summary>
    /// <param name="name">Null: <see cref="Port"/>.</param>
    /// <param name="host">The other host.</param>
    /// <param name="port">The other port.</param>
    public ServiceAddress At(string? name, string host, int port) => name is null
        ? this with { Host = host, Port = port }
        : this with { Host = host, MorePorts = new Dictionary<string, int>(MorePorts) { [name] = port } };
}

/// <summary>How a person writes the address of a server of their own. No message repeats what was written: it may hold a secret.</summary>
public abstract class AddressNotation
{
    /// <summary><c>HOST:PORT</c> or <c>USER:PASSWORD@HOST:PORT</c>.</summary>
    public static AddressNotation HostAndPort { get; } = new HostAndPortNotation();

    /// <summary>What is accepted, with an example: the end of a sentence.</summary>
    public abstract string Accepts { get; }

    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It is none; the message says why, as a clause.</exception>
    public abstract ServiceAddress Read(string text);

    /// <summary>An address as it is recorded: without what is secret in it.</summary>
    public abstract string Mask(string text);

    /// <summary>Whether two addresses that <see cref="Mask"/> wrote are the same.</summary>
    public virtual bool AreSame(string one, string other) => one == other;
}
