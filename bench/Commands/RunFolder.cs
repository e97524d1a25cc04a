using System.Globalization;

namespace InterContainer.Bench.Commands;

/// <summary>The folder of a run.</summary>
internal static class RunFolder
{
    private const string RepositoryMark = "Benchmarks.sln";

    /// <summary>Makes the folder that was asked for, or the default one, and proves that it can be written.</summary>
    /// <exception cref="UsageException">It cannot.</exception>
    public static string Prepare(string? asked, string id)
    {
        var folder = Path.GetFullPath(asked ?? Path.Combine(Root(), "results", id));
        try
        {
            Directory.CreateDirectory(folder);
            using var probe = new FileStream(Path.Combine(folder, $".{id}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out {folder}: cannot be written ({e.Message.TrimEnd('.')}); give a folder that can.", e);
        }
    }

    /// <summary>UTC time and machine: <c>20261124T021530Z-host</c>.</summary>
    public static string Id(DateTime utc) =>
        $"{utc.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}-{string.Concat(Environment.MachineName.Where(c => char.IsAsciiLetterOrDigit(c) || c == '-')).ToLowerInvariant()}";

    /// <summary>The folder of the repository that the command is given in; outside of one, the current folder.</summary>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, RepositoryMark)))
                return folder.FullName;
        }

        return Environment.CurrentDirectory;
    }
}
