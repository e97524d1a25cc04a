using InterContainer.Transports;

namespace InterContainer.Bench.Analysis.Advising;

/// <summary>What a transport has to do; null or false: no matter.</summary>
internal sealed record Requirements
{
    /// <summary>Bytes of each message, request and reply alike.</summary>
    public int PayloadBytes { get; init; } = 64;

    /// <summary>Messages a second.</summary>
    public double? Rate { get; init; }

    /// <summary>The most that the median may be, ns.</summary>
    public double? P50Ns { get; init; }

    /// <summary>The most that the 99th percentile may be, ns.</summary>
    public double? P99Ns { get; init; }

    /// <summary>Nothing is answered: latency is the delay from initiator to responder, and the rate may be that of a stream.</summary>
    public bool OneWay { get; init; }

    /// <summary>Cores of both ends and the services together, while messages flow.</summary>
    public double? MaxCores { get; init; }

    /// <summary>The same while nothing is sent.</summary>
    public double? IdleCores { get; init; }

    /// <summary>The least that an accepted message has reached: one of <see cref="Durability"/>.</summary>
    public string? Durability { get; init; }

    public bool Ordered { get; init; }

    public bool ExactlyOnce { get; init; }

    /// <summary>What was accepted while the responder was dead arrives once it is back.</summary>
    public bool SurvivesResponderRestart { get; init; }

    /// <summary>What was accepted outlives a restart of the broker or database, where there is one.</summary>
    public bool SurvivesServiceRestart { get; init; }

    public bool NoBroker { get; init; }

    /// <summary>Neither a broker nor a database server.</summary>
    public bool NoService { get; init; }

    /// <summary>Empty: all of them.</summary>
    public IReadOnlyCollection<Family> Families { get; init; } = [];
}
