using System.IO.Compression;
using InterContainer.Runner.Host;

namespace InterContainer.Runner.Containers;

/// <summary>How the kernel of this machine was built, as it or its distribution says.</summary>
internal static class KernelConfiguration
{
    private const string Own = "/proc/config.gz";

    private static readonly Lazy<HashSet<string>?> Set = new(Read);

    /// <summary>Whether an option is built in, or is a module; null: nothing says.</summary>
    /// <param name="option"><c>CONFIG_MACVLAN</c>.</param>
    public static bool? Has(string option) => Set.Value?.Contains(option);

    /// <summary>The options of a configuration that are built in or modules. Pure.</summary>
    internal static HashSet<string> Enabled(IEnumerable<string> lines) =>
        [.. lines.Where(line => line.EndsWith("=y", StringComparison.Ordinal) || line.EndsWith("=m", StringComparison.Ordinal)).Select(line => line[..^2])];

    private static HashSet<string>? Read()
    {
        try
        {
            if (File.Exists(Own))
            {
                using var reader = new StreamReader(new GZipStream(File.OpenRead(Own), CompressionMode.Decompress));
                return Enabled(reader.ReadToEnd().Split('\n'));
            }

            var ofDistribution = $"/boot/config-{HostFacts.Kernel}";
            return File.Exists(ofDistribution) ? Enabled(File.ReadLines(ofDistribution)) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return null;
        }
    }
}
