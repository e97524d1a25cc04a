using System.IO.Compression;
using System.Runtime.InteropServices;

namespace InterContainer.Tests.EndToEnd.Packaging;

/// <summary>
/// The command packed for the platform of this machine, once for all tests, in a feed that is a folder. Nothing of the repository's own build is touched.
/// </summary>
public sealed class ToolPackage : IAsyncLifetime
{
    public const string Id = "InterContainer.Bench";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("tool-package-");

    /// <summary>Of this machine, by the name that .NET has for it.</summary>
    public static string Platform => RuntimeInformation.RuntimeIdentifier;

    /// <summary>Where the packages are.</summary>
    public string Feed => Path.Combine(_folder.FullName, "feed");

    /// <summary>The command as it lies in its package.</summary>
    public string Published => Path.Combine(_folder.FullName, "build", "publish", Id, $"release_{Platform}");

    /// <summary>A package that was unpacked before, of the same version, is not this one.</summary>
    internal Dictionary<string, string> Environment => new() { ["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "unpacked") };

    public async ValueTask InitializeAsync()
    {
        var build = Path.Combine(_folder.FullName, "build");
        var (code, output) = await Tool.RunAsync(
            "dotnet",
            [
                "pack", Repository.Path("bench"), "-c", "Release", $"-p:ToolPackageRuntimeIdentifiers={Platform}", "--artifacts-path", build,
                $"-p:AgentImageFolder={build}/agent-image/", "-p:RunAnalyzers=false", "-o", Feed, "-nodeReuse:false",
            ]);
        Assert.True(code == 0, output);
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return default;
    }

    /// <summary>The paths in a package, and their sizes.</summary>
    internal static Dictionary<string, long> Content(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        return archive.Entries.ToDictionary(entry => entry.FullName, entry => entry.Length);
    }
}
