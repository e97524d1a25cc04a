using System.Globalization;

namespace InterContainer.Runner.Results;

/// <summary>What the machine's processors did since it started, where the system says so: proc_stat(5) and, of pressure, Linux's psi.rst.</summary>
/// <param name="Steal">Ticks that the hypervisor gave to others.</param>
/// <param name="Total">All ticks, of all processors.</param>
/// <param name="Busy">Ticks in which a program ran, excluding interrupts.</param>
/// <param name="Processors">How many there are.</param>
/// <param name="WaitingUs">Time in which something was ready to run and had no processor, µs; null where the kernel keeps no pressure.</param>
/// <param name="At">When it was sampled.</param>
internal sealed record HostLoad(long Steal, long Total, long Busy, int Processors, long? WaitingUs, DateTime At)
{
    private const string Statistics = "/proc/stat";
    private const string Pressure = "/proc/pressure/cpu";

    /// <summary>Null on a system that does not say.</summary>
    public static HostLoad? Sample()
    {
        try
        {
            return OperatingSystem.IsLinux()
                ? Parse(File.ReadAllText(Statistics), File.Exists(Pressure) ? File.ReadAllText(Pressure) : null, DateTime.UtcNow)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    /// <param name="statistics">The file: a line for all processors, a line for each, and others.</param>
    /// <param name="pressure">The pressure file; null: there is none.</param>
    /// <param name="at">When they were read, UTC.</param>
    /// <exception cref="FormatException">They are not what they should be.</exception>
    internal static HostLoad Parse(string statistics, string? pressure, DateTime at)
    {
        // user nice system idle iowait irq softirq steal; guest time is in user already.
        var lines = statistics.Split('\n');
        var ticks = lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Take(8)
            .Select(word => long.Parse(word, CultureInfo.InvariantCulture))
            .ToList();
        if (ticks.Count < 8)
            throw new FormatException("Too few numbers.");
        var some = pressure?.Split('\n')[0].Split(' ').FirstOrDefault(word => word.StartsWith("total=", StringComparison.Ordinal));
        return new HostLoad(
            ticks[7],
            ticks.Sum(),
            ticks[0] + ticks[1] + ticks[2],
            lines.Count(line => line.StartsWith("cpu", StringComparison.Ordinal)) - 1,
            some is null ? null : long.Parse(some["total=".Length..], CultureInfo.InvariantCulture),
            at);
    }
}
