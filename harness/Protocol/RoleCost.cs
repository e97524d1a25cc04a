namespace InterContainer.Protocol;

/// <summary>What one role used while the cell was measured; warm-up does not count.</summary>
/// <param name="CpuNsPerMessage">CPU time, user and system, divided by messages, ns; null where nothing was sent (<see cref="Scenario.Idle"/>).</param>
/// <param name="CpuCores">CPU time divided by elapsed time: 1 is one core all the time.</param>
/// <param name="PeakMemoryBytes">
/// The most that the role held in the measured time, excluding page cache; of a service, the most that was seen at the edges of it.
/// </param>
public sealed record RoleCost(double? CpuNsPerMessage, double CpuCores, long PeakMemoryBytes)
{
    /// <summary>Mean of what the role held at the edges of the measured time, excluding page cache, bytes; null where the platform does not say.</summary>
    public long? MeanMemoryBytes { get; init; }

    /// <summary>Null where nothing was sent.</summary>
    public ResourceUsage? PerMessage { get; init; }

    public ResourceUsage? PerSecond { get; init; }

    /// <summary>How many messages the role handled in the measured time; of a service, by the rate of the cell.</summary>
    public double Messages { get; init; }

    /// <summary>How long the role was charged, ns.</summary>
    public long MeasuredNs { get; init; }

    /// <summary>The cost over the time of both: means weighted by messages or time, and the greater peak. Null where both are.</summary>
    public static RoleCost? Merge(RoleCost? one, RoleCost? other)
    {
        if (one is null || other is null)
            return one ?? other;
        double? PerMessage(double? a, double? b) => Mean(a, one.Messages, b, other.Messages);
        double? PerSecond(double? a, double? b) => Mean(a, one.MeasuredNs, b, other.MeasuredNs);
        return new RoleCost(
            PerMessage(one.CpuNsPerMessage, other.CpuNsPerMessage),
            PerSecond(one.CpuCores, other.CpuCores)!.Value,
            Math.Max(one.PeakMemoryBytes, other.PeakMemoryBytes))
        {
            MeanMemoryBytes = (long?)PerSecond(one.MeanMemoryBytes, other.MeanMemoryBytes),
            PerMessage = one.PerMessage is null || other.PerMessage is null
                ? one.PerMessage ?? other.PerMessage
                : one.PerMessage.Combine(other.PerMessage, (a, b) => PerMessage(a, b)),
            PerSecond = one.PerSecond is null || other.PerSecond is null
                ? one.PerSecond ?? other.PerSecond
                : one.PerSecond.Combine(other.PerSecond, (a, b) => PerSecond(a, b)),
            Messages = one.Messages + other.Messages,
            MeasuredNs = one.MeasuredNs + other.MeasuredNs,
        };
    }

    // What only one of them knows is that one's. Without weights, as in files of before there were any, both count alike.
    private static double? Mean(double? one, double weight, double? other, double otherWeight) =>
        one is null || other is null ? one ?? other
        : weight + otherWeight == 0 ? (one + other) / 2
        : ((one * weight) + (other * otherWeight)) / (weight + otherWeight);
}
