using System.Globalization;
using System.Security.Cryptography;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Commands;

/// <summary>The folder of a run, which no other run takes while this one goes on.</summary>
internal sealed class RunFolder : IDisposable
{
    private const string RepositoryMark = "Benchmarks.sln";
    private const string Out = "--out";
    private const string LockName = ".running";
    private const int MostOfOneSecond = 1000;

    private readonly FileStream _lock;

    private RunFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Full.</summary>
    public string Path { get; }

    /// <summary>
    /// Takes the folder that was asked for, or makes the default one, <c>results/20261124T021530Z-host</c>; a second run of that second gets <c>…-2</c>.
    /// </summary>
    /// <param name="asked">Null: the default one.</param>
    /// <param name="started">UTC.</param>
    /// <exception cref="UsageException">It cannot be written, or another run is writing to it.</exception>
    public static RunFolder Take(string? asked, DateTime started)
    {
        if (asked is not null)
        {
            return Take(System.IO.Path.GetFullPath(asked), Out)
                ?? throw new UsageException($"--out {asked}: another run is writing to this folder; wait for it, or give a folder of its own.");
        }

        var name = System.IO.Path.Combine(Root(), "results", Name(started));
        for (var number = 1; number <= MostOfOneSecond; number++)
        {
            var path = number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}-{number}");
            if (Take(path, Out) is not { } folder)
                continue;
            if (!HasRun(path))
                return folder;
            folder.Dispose();
        }

        throw new UsageException($"--out {name}: {MostOfOneSecond} runs of this second are there already; give a folder.");
    }

    /// <summary>Takes the folder of a run that is to be resumed.</summary>
    /// <param name="path">It is there.</param>
    /// <exception cref="UsageException">It cannot be written, or another process is writing to it.</exception>
    public static RunFolder Retake(string path) => Take(System.IO.Path.GetFullPath(path), ResumedRun.Option)
        ?? throw new UsageException($"{ResumedRun.Option} {path}: another process is still measuring there; wait for it, or end it first.");

    /// <summary>Of a run, unique among all runs: UTC time, machine, and what two runs of one second differ in. <c>20261124T021530Z-host-x7k2pq</c>.</summary>
    public static string NewId(DateTime started) => $"{Name(started)}-{RandomNumberGenerator.GetString("abcdefghijklmnopqrstuvwxyz0123456789", 6)}";

    /// <summary>The folder of the repository that the command is given in; outside of one, the current folder.</summary>
    public static string Root()
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, RepositoryMark)))
                return folder.FullName;
        }

        return Environment.CurrentDirectory;
    }

    public void Dispose() => _lock.Dispose();

    private static string Name(DateTime started) =>
        $"{started.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}-"
            + string.Concat(Environment.MachineName.Where(c => char.IsAsciiLetterOrDigit(c) || c == '-')).ToLowerInvariant();

    private static bool HasRun(string path) => new[] { ResultsFile.Name, Journal.Name }.Any(name => File.Exists(System.IO.Path.Combine(path, name)));

    /// <returns>Null: another run has it.</returns>
    private static RunFolder? Take(string path, string option)
    {
        try
        {
            Directory.CreateDirectory(path);
            var place = System.IO.Path.Combine(path, LockName);
            var held = new FileStream(place, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
            // A run that held it before may remove it just as this one opens it.
            if (File.Exists(place))
                return new RunFolder(path, held);
            held.Dispose();
            return Take(path, option);
        }
        catch (IOException e) when (IsTaken(e))
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{option} {path}: cannot be written ({e.Message.TrimEnd('.')}); give a folder that can.", e);
        }
    }

    // .NET has no exception of its own for a file that is locked: on Unix it is EWOULDBLOCK, on Windows a sharing violation.
    private static bool IsTaken(IOException e) => e.GetType() == typeof(IOException) && (e.HResult & 0xFFFF) is 11 or 35 or 32;
}
