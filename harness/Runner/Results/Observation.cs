using InterContainer.Protocol;

namespace InterContainer.Runner.Results;

/// <summary>What was seen of one cell: by its agents, and of the services between them.</summary>
/// <param name="Initiator">Of the measuring end.</param>
/// <param name="Responders">Of the answering end, in their order; at least one.</param>
internal sealed record Observation(Measurement Initiator, IReadOnlyList<Measurement> Responders)
{
    /// <summary>The machine when the first measured window had ended; null where it does not say.</summary>
    public HostLoad? HostBefore { get; init; }

    /// <summary>The machine when the initiator had its result.</summary>
    public HostLoad? HostAfter { get; init; }

    /// <summary>When the first measured window had ended; null where there are no services.</summary>
    public Counters? ServicesBefore { get; init; }

    /// <summary>When the last window had ended.</summary>
    public Counters? ServicesAfter { get; init; }

    /// <summary>When the last window had ended.</summary>
    public SocketCounts? ServiceSockets { get; init; }

    /// <summary>What the machine paid for the initiator; null: its own word holds.</summary>
    public HostBill? InitiatorBill { get; init; }

    /// <summary>What the machine paid for all responders; null: their own word holds.</summary>
    public HostBill? ResponderBill { get; init; }

    /// <summary>Wire format; null where it was not captured.</summary>
    public Capture? Capture { get; init; }
}
