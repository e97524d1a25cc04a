using InterContainer.Agent.Contract;

namespace InterContainer.Runner.Launching;

/// <summary>What was seen of one cell: by its two agents, and of the services between them.</summary>
public sealed record Seen(Measurement Initiator, Measurement Responder)
{
    /// <summary>When the first measured window had ended; null where there are no services.</summary>
    public ServiceUse? ServicesBefore { get; init; }

    /// <summary>When the last window had ended.</summary>
    public ServiceUse? ServicesAfter { get; init; }
}
