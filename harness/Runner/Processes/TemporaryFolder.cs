using System.Globalization;

namespace InterContainer.Runner.Processes;

/// <summary>A folder under the system's temporary one that is named after this process, so that <see cref="RemoveAbandoned"/> finds what a killed one left.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private const string Prefix = "intercontainer-";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId}-");

    /// <summary>Makes a folder in it.</summary>
    public string Make(string name) => _folder.CreateSubdirectory(name).FullName;

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Removes the folders of processes that no longer run.</summary>
    /// <returns>What was removed.</returns>
    public static IReadOnlyList<string> RemoveAbandoned()
    {
        var abandoned = Directory.EnumerateDirectories(Path.GetTempPath(), $"{Prefix}*").Where(IsAbandoned).ToList();
        abandoned.ForEach(path => Directory.Delete(path, recursive: true));
        return abandoned;
    }

    private static bool IsAbandoned(string path)
    {
        var owner = Path.GetFileName(path)[Prefix.Length..].Split('-')[0];
        return int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && !ProcessOwner.IsAlive(id);
    }
}
