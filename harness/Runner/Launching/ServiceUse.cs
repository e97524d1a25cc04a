using InterContainer.Agent.Contract;

namespace InterContainer.Runner.Launching;

/// <summary>What services had used at a moment.</summary>
/// <param name="At">When.</param>
/// <param name="Cpu">CPU time since they started.</param>
/// <param name="MemoryBytes">What they hold, page cache apart.</param>
public sealed record ServiceUse(DateTime At, TimeSpan Cpu, long MemoryBytes)
{
    /// <summary>What was used between two moments of steady work; null where one is missing.</summary>
    /// <param name="first">The earlier moment.</param>
    /// <param name="last">The later one.</param>
    /// <param name="messagesPerSecond">Of the work between them.</param>
    public static RoleCost? Between(ServiceUse? first, ServiceUse? last, double? messagesPerSecond)
    {
        if (first is null || last is null || messagesPerSecond is not > 0 || last.At <= first.At)
            return null;
        var cores = (last.Cpu - first.Cpu) / (last.At - first.At);
        return new RoleCost(cores * 1e9 / messagesPerSecond.Value, cores, last.MemoryBytes);
    }
}
