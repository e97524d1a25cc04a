using System.Globalization;

namespace InterContainer.Runner.Host;

/// <summary>A folder of this user alone that is named after this process, so that <see cref="RemoveAbandoned"/> finds what a killed one left.</summary>
/// <param name="parent"><see cref="OnDisk"/> or <see cref="InMemory"/>.</param>
internal sealed class TemporaryFolder(string parent) : IDisposable
{
    private const string SharedMemory = "/dev/shm";

    private const string Prefix = "intercontainer-";

    private const UnixFileMode ForAll = UnixFileMode.StickyBit
        | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private bool _isMade;

    public static string OnDisk => Path.GetTempPath();

    /// <summary>tmpfs, where the system has one.</summary>
    public static string InMemory => Directory.Exists(SharedMemory) ? SharedMemory : OnDisk;

    /// <summary>Of the folder, which is made when something is put into it.</summary>
    public string FullName { get; } = Path.Combine(parent, $"{Prefix}{Environment.ProcessId}-{Path.GetRandomFileName()}");

    /// <summary>Makes a folder in it.</summary>
    public string Make(string name)
    {
        if (!_isMade)
            Create(FullName);
        _isMade = true;
        return Create(Path.Combine(FullName, name)).FullName;
    }

    public void Dispose()
    {
        if (_isMade)
            Directory.Delete(FullName, recursive: true);
    }

    /// <summary>Removes the folders of processes that no longer run, as far as this user may.</summary>
    /// <returns>A line for each, with what was done.</returns>
    public static IReadOnlyList<string> RemoveAbandoned() =>
    [
        .. new[] { OnDisk, InMemory }.Distinct().Where(Directory.Exists)
            .SelectMany(parent => Directory.EnumerateDirectories(parent, $"{Prefix}*"))
            .Where(IsAbandoned)
            .Select(Remove),
    ];

    // On a shared machine it may be another user's.
    private static string Remove(string path)
    {
        try
        {
            Directory.Delete(path, recursive: true);
            return $"removed {path}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"left {path} ({e.Message.TrimEnd('.')}): its owner can remove it with the command clean";
        }
    }

    /// <summary>Makes a folder in it that every user may write in who gets to it past this one, as a container does that has it mounted.</summary>
    public string MakeForAll(string name)
    {
        var path = Make(name);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, ForAll);
        return path;
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
