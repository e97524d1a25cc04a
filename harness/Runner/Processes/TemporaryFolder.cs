using System.Globalization;

namespace InterContainer.Runner.Processes;

/// <summary>A folder of this user alone that is named after this process, so that <see cref="RemoveAbandoned"/> finds what a killed one left.</summary>
/// <param name="parent"><see cref="OnDisk"/> or <see cref="InMemory"/>.</param>
internal sealed class TemporaryFolder(string parent) : IDisposable
{
    private const string SharedMemory = "/dev/shm";

    private const string Prefix = "intercontainer-";

    private readonly Lazy<DirectoryInfo> _folder = new(() => Create(Path.Combine(parent, $"{Prefix}{Environment.ProcessId}-{Path.GetRandomFileName()}")));

    public static string OnDisk => Path.GetTempPath();

    /// <summary>tmpfs, where the system has one.</summary>
    public static string InMemory => Directory.Exists(SharedMemory) ? SharedMemory : OnDisk;

    /// <summary>Makes a folder in it.</summary>
    public string Make(string name) => Create(Path.Combine(_folder.Value.FullName, name)).FullName;

    public void Dispose()
    {
        if (_folder.IsValueCreated)
            _folder.Value.Delete(recursive: true);
    }

    /// <summary>Removes the folders of processes that no longer run.</summary>
    /// <returns>What was removed.</returns>
    public static IReadOnlyList<string> RemoveAbandoned()
    {
        var abandoned = new[] { OnDisk, InMemory }.Distinct()
            .SelectMany(parent => Directory.EnumerateDirectories(parent, $"{Prefix}*"))
            .Where(IsAbandoned).ToList();
        abandoned.ForEach(path => Directory.Delete(path, recursive: true));
        return abandoned;
    }

    private static DirectoryInfo Create(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static bool IsAbandoned(string path)
    {
        var owner = Path.GetFileName(path)[Prefix.Length..].Split('-')[0];
        return int.TryParse(owner, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && !ProcessOwner.IsAlive(id);
    }
}
