using System.Globalization;

namespace InterContainer.Bench.Commands;

/// <summary>How many files this process may have open at once: <c>ulimit -n</c>.</summary>
internal static class OpenFiles
{
    /// <summary>
    /// Some 200 are the assemblies of a run, which the runtime keeps open; the rest is room for sockets. With fewer the runtime itself fails, at a
    /// place of chance.
    /// </summary>
    public const int Needed = 512;

    private const string Limits = "/proc/self/limits";

    /// <summary>What to say where too few are allowed; null where there are enough, and where the system does not tell.</summary>
    public static string? Lack() => File.Exists(Limits) ? Lack(File.ReadLines(Limits)) : null;

    /// <param name="limits">As the kernel lists them: name, soft limit, hard limit, unit. The runtime raises the soft one to the hard one.</param>
    internal static string? Lack(IEnumerable<string> limits)
    {
        const string name = "Max open files";
        var words = limits.FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal))?[name.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words is [_, var hard, ..] && int.TryParse(hard, NumberStyles.None, CultureInfo.InvariantCulture, out var allowed) && allowed < Needed
            ? $"This process may open {allowed} files at once, and needs {Needed}: "
                + $"raise the limit (ulimit -n {Needed}, or --ulimit nofile={Needed} of a container)."
            : null;
    }
}
