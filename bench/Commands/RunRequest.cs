using InterContainer.Protocol;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Commands;

/// <summary>What a run is asked for, checked.</summary>
internal sealed record RunRequest
{
    public required RunProfile RunProfile { get; init; }

    /// <summary>Of the order in which cells are measured; null: made from the run.</summary>
    public required uint? Seed { get; init; }

    /// <summary>Paths of plug-ins.</summary>
    public required IReadOnlyList<string> Plugins { get; init; }

    public required IReadOnlyList<TransportChoice> Transports { get; init; }

    public required IReadOnlyList<Scenario> Scenarios { get; init; }

    /// <summary>Bytes.</summary>
    public required IReadOnlyList<int> Payloads { get; init; }

    /// <summary>How many at once; each number is a cell of its own.</summary>
    public required IReadOnlyList<int> Initiators { get; init; }

    /// <summary>How many requests each initiator has under way at once; each number is a cell of its own.</summary>
    public required IReadOnlyList<int> InFlight { get; init; }

    /// <summary>How many sends a stream has under way where each waits for its answer.</summary>
    public required int StreamInFlight { get; init; }

    /// <summary>How many share the load; each number is a cell of its own.</summary>
    public required IReadOnlyList<int> Responders { get; init; }

    /// <summary>Of a fan-out, how many get every message; each number is a cell of its own.</summary>
    public required IReadOnlyList<int> Subscribers { get; init; }

    /// <summary>Whether duplicated responders are compared.</summary>
    public bool ScalesOut => Responders.Any(responders => responders > 1);

    /// <summary>Of the pair's containers; each is a cell of its own.</summary>
    public required IReadOnlyList<Conditions> Conditions { get; init; }

    /// <summary>Whether a cell takes part, of the combinations of all these.</summary>
    public required Func<Traits, Scenario, int, bool> Has { get; init; }

    /// <summary>Of loads, messages a second.</summary>
    public required IReadOnlyList<double> Rates { get; init; }

    /// <summary>Of wake-ups, how long nothing is sent before each, ms; each is a cell of its own.</summary>
    public required IReadOnlyList<int> Silences { get; init; }

    /// <summary>Of loads without a rate: parts of each transport's own capacity.</summary>
    public required IReadOnlyList<double> PartsOfCapacity { get; init; }

    public required Arrivals Arrivals { get; init; }

    /// <summary>Null: containers where an engine answers, else processes.</summary>
    public required Isolation? Isolation { get; init; }

    /// <summary>Whether it goes on with an earlier run, whose isolation is settled.</summary>
    public bool Resumes { get; init; }

    /// <summary>Null: the default place.</summary>
    public required string? Out { get; init; }

    /// <summary>Each role has its own processors.</summary>
    public required bool Pins { get; init; }

    /// <summary>Servers of a person's own, by the name of the service.</summary>
    public required IReadOnlyDictionary<string, ServiceAddress> Services { get; init; }

    /// <summary>Of a person's own: the name of what they stand for, and they.</summary>
    public required IReadOnlyDictionary<string, ImageReference> Images { get; init; }

    /// <summary>What is chosen of a cluster.</summary>
    public required ClusterRequest Cluster { get; init; }

    public required IReadOnlyList<string> BenchmarkDotNetArguments { get; init; }
}

/// <summary>What a person chose of a cluster.</summary>
/// <param name="Context">Of the kubeconfig; null: its current one.</param>
/// <param name="Namespace">One that is there; null: one of the run's own.</param>
/// <param name="ServerNode">Of responders and services; null: of the scheduler's choice.</param>
/// <param name="ClientNode">Of the initiator; null: of the scheduler's choice.</param>
internal sealed record ClusterRequest(string? Context, string? Namespace, string? ServerNode, string? ClientNode);
