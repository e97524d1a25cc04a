namespace InterContainer.Transports;

/// <summary>What a Linux kernel says of its mounts in <c>/proc/self/mountinfo</c> (proc_pid_mountinfo(5)). Pure.</summary>
internal static class MountInfo
{
    private const int PointField = 4;

    /// <summary>The type of the file system that a path is on; null where none of the mounts holds it.</summary>
    /// <param name="path">Absolute, without links.</param>
    /// <param name="text">The file's.</param>
    public static string? FileSystemOf(string path, string text) => text.Split('\n')
        .Select(line => line.Split(' '))
        .Where(words => words.Length > PointField && Holds(Unescaped(words[PointField]), path))
        // Of mounts on one point the last hides the others.
        .Reverse().MaxBy(words => Unescaped(words[PointField]).Length)?
        // Optional fields come before a hyphen, the type after it.
        .SkipWhile(word => word != "-").ElementAtOrDefault(1);

    private static bool Holds(string point, string path) =>
        path == point || path.StartsWith(point.EndsWith('/') ? point : $"{point}/", StringComparison.Ordinal);

    private static string Unescaped(string point) =>
        point.Replace(@"\040", " ", StringComparison.Ordinal).Replace(@"\011", "\t", StringComparison.Ordinal).Replace(@"\134", @"\", StringComparison.Ordinal);
}
