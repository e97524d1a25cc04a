using System.Globalization;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Reporting;

/// <summary>The machine and the day of a run in one line, for captions.</summary>
internal static class MachineText
{
    public static string Of(RunResults run)
    {
        var host = run.Run.Host;
        var engine = host.Engine is null ? "no engine" : $"{host.Engine} {host.EngineVersion}";
        var isolation = run.Results.Count == 0 ? "container" : string.Join(" and ", run.Results.Select(result => result.Isolation).Distinct().Select(Words.Of));
        return $"{host.Cpu}, {host.Cores} cores, kernel {host.Kernel}, {engine}, {host.Runtime}; isolation: {isolation}; {run.Run.StartedUtc.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}";
    }
}
