namespace InterContainer.Transports;

/// <summary>
/// A server that a transport needs in addition to its two ends. The transport's file declares it; the suite starts it, waits until it is ready, joins it to
/// each pair's network, charges what it uses and removes it. Constant, and one instance: all transports that name it share one server of a run.
/// </summary>
public sealed class Service
{
    /// <summary>
    /// Lower-case letters, digits and hyphens. It is the server's name on a pair's network, and the name in <c>--service</c> and <c>--image</c>.
    /// Variants of one server, which differ in their settings, have the same name.
    /// </summary>
    public required string Name { get; init; }

    /// <summary>What it does for the messages.</summary>
    public required ServiceKind Kind { get; init; }

    /// <summary>What it is in a sentence, after an article: <c>PostgreSQL server</c>.</summary>
    public required string Title { get; init; }

    /// <summary>The reference of the official image, with a tag: <c>postgres:17</c>.</summary>
    public required string Image { get; init; }

    /// <summary>The image that is taken where no registry is reached; null: there is none.</summary>
    public string? OfflineImage { get; init; }

    /// <summary>The TCP port on which it is reached, 1 to 65,535.</summary>
    public required int Port { get; init; }

    /// <summary>Further ports by name, of other protocols: <c>websocket</c> → 9001.</summary>
    public IReadOnlyDictionary<string, int> MorePorts { get; init; } = new Dictionary<string, int>();

    /// <summary>
    /// Its Unix socket in its container, as an absolute path; null: none. The folder is a volume that it shares with the ends.
    /// </summary>
    public string? SocketPath { get; init; }

    /// <summary>The number of the group whose members can connect to that socket; null: all can.</summary>
    public string? SocketGroup { get; init; }

    /// <summary>The user of its container, as an engine takes it: <c>1883:1883</c>; null: that of the image.</summary>
    public string? User { get; init; }

    /// <summary>How its container is started, for credentials that were made for the run.</summary>
    public Func<ServiceCredentials, ServiceStart> Start { get; init; } = static _ => new ServiceStart();

    /// <summary>
    /// A command and its arguments, run in its container again and again: it is ready when that ends with 0. Null: it is ready when it was started, and the
    /// ends try for 10 s to connect.
    /// </summary>
    public IReadOnlyList<string>? ReadyCommand { get; init; }

    /// <summary>After how long without being ready it is given up.</summary>
    public TimeSpan ReadyTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A command that prints its version, run once in its container; null: it is not known.</summary>
    public IReadOnlyList<string>? VersionCommand { get; init; }

    /// <summary>Its settings that matter to a figure; they stand with each result.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>A server inside a process of the suite, where there are no containers; null: a person has to bring one.</summary>
    public EmbeddedService? Embedded { get; init; }

    /// <summary>How a person writes the address of a server of their own.</summary>
    public AddressNotation Notation { get; init; } = AddressNotation.HostAndPort;
}

/// <summary>What a service does for the messages.</summary>
public enum ServiceKind
{
    /// <summary>It keeps them in tables.</summary>
    Database,

    /// <summary>It hands them on.</summary>
    Broker,
}

/// <summary>What a transport needs of a service.</summary>
/// <param name="Service">Which.</param>
public sealed record ServiceNeed(Service Service)
{
    /// <summary>The name of the port it connects to, of <see cref="Service.MorePorts"/>; null: <see cref="Service.Port"/>.</summary>
    public string? Port { get; init; }

    /// <summary>Whether it connects to <see cref="Service.SocketPath"/>, and not over the network.</summary>
    public bool IsBySocket { get; init; }

    /// <summary>Whether each pair needs a server that was just started.</summary>
    public bool IsFresh { get; init; }

    /// <summary>What <see cref="Service.Embedded"/> does not have of what this transport needs, as a noun: <c>streams</c>; null: nothing.</summary>
    public string? EmbeddedLacks { get; init; }
}

/// <summary>What was made for a run, so that nothing else can connect to its services.</summary>
/// <param name="User">Its name.</param>
/// <param name="Password">32 hexadecimal digits.</param>
/// <param name="Tls">For a server that encrypts.</param>
public sealed record ServiceCredentials(string User, Secret Password, TlsCertificates Tls);

/// <summary>How a service's container is started.</summary>
public sealed record ServiceStart
{
    /// <summary>What the image's entry point is given; empty: what the image says.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Added to that of the image.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Put into the container before it starts.</summary>
    public IReadOnlyList<ServiceFile> Files { get; init; } = [];
}

/// <summary>A file in a service's container.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="Content">Its text.</param>
public sealed record ServiceFile(string Path, string Content)
{
    /// <summary>The number of the user and of the group to which it belongs.</summary>
    public uint Owner { get; init; }

    /// <summary>Whether only that user can read it; else all can.</summary>
    public bool IsPrivate { get; init; }
}

/// <summary>A server of a service inside a process of the suite.</summary>
/// <param name="StartAsync">
/// Starts it at an address of the loopback interface, with those credentials and sockets, and completes when it accepts connections; disposal stops it.
/// </param>
public sealed record EmbeddedService(Func<ServiceAddress, CancellationToken, ValueTask<IAsyncDisposable>> StartAsync)
{
    /// <summary>Whether several responders can compete for the messages of one channel at it.</summary>
    public bool HasCompetingConsumers { get; init; } = true;
}
