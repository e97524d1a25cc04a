namespace InterContainer.Transports;

/// <summary>Where the two ends of a pair meet. Says nothing of how the ends were launched.</summary>
public sealed record PairEndpoints
{
    /// <summary>Unique to the pair: folders, tables and topics are named after it, so no pair sees another's messages. [a-z0-9_], 1 to 40 characters.</summary>
    public required string Channel { get; init; }

    /// <summary>For the initiator: the responder's name or address. For the responder: the address to listen on (0.0.0.0: all).</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The responder's port, for transports that listen.</summary>
    public int Port { get; init; }

    /// <summary>The folder both ends read and write; null where the pair has none.</summary>
    public string? SharedFolder { get; init; }

    /// <summary>A folder on tmpfs that both ends map; null where the pair has none.</summary>
    public string? MemoryFolder { get; init; }

    /// <summary>
    /// For the responder: take up what an earlier responder of this channel left when it died, rather than start clean. A transport that keeps
    /// nothing for a dead responder ignores it.
    /// </summary>
    public bool RecoversState { get; init; }

    /// <summary>For a transport whose <see cref="LoadSharing"/> is by message: how many responders compete for the messages of this channel, from 1.</summary>
    public int Responders { get; init; } = 1;

    /// <summary>
    /// For a responder: which of the cell's it is, from 0. Where they share a channel, the first one makes what all share, before the others start, and removes
    /// it after they stopped; the others leave it alone.
    /// </summary>
    public int ResponderIndex { get; init; }

    /// <summary>For an initiator: the most exchanges, or sends, that it has under way at once; from 1 to <see cref="Traits.MaxInFlight"/>.</summary>
    public int InFlight { get; init; } = 1;

    /// <summary>
    /// For a transport whose <see cref="FanOut"/> is native: whether every end that serves this channel gets every message.
    /// Each is a <see cref="ResponderIndex"/>, nothing is answered, and there is one initiator.
    /// </summary>
    public bool IsBroadcast { get; init; }

    /// <summary>The services of the pair, by <see cref="Service.Name"/>.</summary>
    public IReadOnlyDictionary<string, ServiceAddress> Services { get; init; } = new Dictionary<string, ServiceAddress>();

    /// <summary>Certificates for a transport with the option <see cref="TlsCertificates.Option"/>; null where the pair has none.</summary>
    public TlsCertificates? Tls { get; init; }

    /// <summary>The transport's options, every one resolved to a valid value.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>The value of a duration option.</summary>
    public TimeSpan Duration(string option) => TransportOption.ParseDuration(Options[option]);

    /// <summary>The value of a whole-number option.</summary>
    public int WholeNumber(string option) => int.Parse(Options[option], System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>How to reach a service, or a clear word that the pair has none.</summary>
    /// <exception cref="TransportException">It is none of <see cref="Services"/>.</exception>
    public ServiceAddress AddressOf(Service service) => Need(Services.GetValueOrDefault(service.Name), service.Title);

    /// <summary>A place the transport needs, or a clear word that the pair has none.</summary>
    /// <exception cref="TransportException"><paramref name="part"/> is null.</exception>
    public static T Need<T>(T? part, string what)
        where T : class =>
        part ?? throw new TransportException($"This pair has no {what}.");
}
