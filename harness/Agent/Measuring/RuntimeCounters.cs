using System.Runtime;
using InterContainer.Protocol;

namespace InterContainer.Agent.Measuring;

/// <summary>What the .NET runtime of a process has done since the process started.</summary>
/// <param name="CompiledMethods">Methods compiled, by all threads.</param>
/// <param name="CompileNs">Time spent compiling, by all threads, ns.</param>
/// <param name="GcCount">Garbage collections of any generation.</param>
/// <param name="GcPauseNs">Time in which the collector stopped all threads, ns.</param>
/// <param name="AllocatedBytes">Bytes allocated on the managed heap, by all threads.</param>
internal readonly record struct RuntimeCounters(long CompiledMethods, long CompileNs, int GcCount, long GcPauseNs, long AllocatedBytes)
{
    private const int MethodBits = 24;
    private const long MaxMethods = (1L << MethodBits) - 1;

    /// <summary>Those of this process, now.</summary>
    public static RuntimeCounters Read() => new(
        JitInfo.GetCompiledMethodCount(),
        (long)JitInfo.GetCompilationTime().TotalNanoseconds,
        GC.CollectionCount(0),
        (long)GC.GetTotalPauseDuration().TotalNanoseconds,
        GC.GetTotalAllocatedBytes());

    /// <summary>What was compiled, in one number, as it stands in a reply: methods in the low 24 bits, µs above them.</summary>
    public long Packed => ((CompileNs / 1000) << MethodBits) | Math.Min(CompiledMethods, MaxMethods);

    /// <summary>Only what was compiled.</summary>
    public static RuntimeCounters Unpack(long packed) => new(packed & MaxMethods, (packed >> MethodBits) * 1000, 0, 0, 0);

    /// <summary>What was done between two moments.</summary>
    /// <param name="first">The earlier moment.</param>
    /// <param name="last">The later one.</param>
    /// <param name="messages">Messages that were handled between them; 0: nothing was sent.</param>
    public static RuntimeActivity Between(RuntimeCounters first, RuntimeCounters last, long messages) => new(
        last.CompiledMethods - first.CompiledMethods,
        last.CompileNs - first.CompileNs,
        last.GcCount - first.GcCount,
        last.GcPauseNs - first.GcPauseNs,
        messages > 0 ? (double)(last.AllocatedBytes - first.AllocatedBytes) / messages : null);
}
