namespace InterContainer.Agent.Contract;

/// <summary>What one role used while the cell was measured; warm-up does not count.</summary>
/// <param name="CpuNsPerMessage">CPU time, user and system, divided by messages, ns.</param>
/// <param name="CpuCores">CPU time divided by elapsed time: 1 is one core all the time.</param>
/// <param name="PeakMemoryBytes">The most that the role's process held (resident set) since it started; of a service, what it held at the end.</param>
public sealed record RoleCost(double CpuNsPerMessage, double CpuCores, long PeakMemoryBytes);
