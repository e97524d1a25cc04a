using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Runner.Execution;

/// <summary>A native tool of the field that does what some of our cells do, between two containers of the same kind of pair.</summary>
internal sealed record NativeTool
{
    /// <summary>As people call it, with what it does.</summary>
    public required string Name { get; init; }

    /// <summary>What it needs, but for a service.</summary>
    public Needs Needs { get; init; } = Needs.Network;

    /// <summary>The service that it needs; null: none.</summary>
    public ServiceNeed? Service { get; init; }

    /// <summary>The answering end; null where the service is that, or ours.</summary>
    public Func<PairEndpoints, ToolCommand>? Server { get; init; }

    /// <summary>What our responder answers in the place of a server of the tool; null: it does not.</summary>
    public Cell? Responder { get; init; }

    /// <summary>The measuring end. It ends by itself.</summary>
    public required Func<PairEndpoints, ToolCommand> Client { get; init; }

    /// <summary>What it reports.</summary>
    public required IReadOnlyList<Quantity> Quantities { get; init; }

    /// <summary>Finds those in what the measuring end printed.</summary>
    /// <exception cref="FormatException">What was printed is no report of this tool.</exception>
    public required Func<string, IReadOnlyDictionary<Quantity, double>> Read { get; init; }

    /// <summary>Whether it runs on every network of a calibration, and not on the pair's own bridge alone.</summary>
    public bool ComparesNetworks { get; init; }

    /// <summary>Our cells that do the same work.</summary>
    public required IReadOnlyList<Counterpart> Counterparts { get; init; }
}

/// <summary>What runs in a container of the calibration image.</summary>
/// <param name="Shell">A command line for sh.</param>
internal sealed record ToolCommand(string Shell)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The TCP port it listens on; null: none to wait for.</summary>
    public int? Port { get; init; }
}

/// <summary>A cell of ours.</summary>
/// <param name="Transport">With options.</param>
/// <param name="Scenario">What it does.</param>
/// <param name="PayloadBytes">Of a message.</param>
internal sealed record Counterpart(string Transport, Scenario Scenario, int PayloadBytes)
{
    /// <summary>Requests under way at once.</summary>
    public int InFlight { get; init; } = 1;

    /// <summary>Of a load, messages a second; null: it is none.</summary>
    public double? OfferedRate { get; init; }

    /// <summary>Whether the sender of a load spins until each message is due; else it sleeps.</summary>
    public bool SenderSpins { get; init; }
}
