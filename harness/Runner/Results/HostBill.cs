using InterContainer.Protocol;

namespace InterContainer.Runner.Results;

/// <summary>What the machine had paid for a role at the edges of what was measured.</summary>
/// <param name="Before">When the first measured window had ended; null: not known.</param>
/// <param name="After">When the last one had.</param>
/// <param name="WhyUnknown">Null: it is known.</param>
internal sealed record HostBill(Counters? Before, Counters? After, string? WhyUnknown);
