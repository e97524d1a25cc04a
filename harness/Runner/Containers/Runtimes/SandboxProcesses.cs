using System.Globalization;
using InterContainer.Protocol;

namespace InterContainer.Runner.Containers;

/// <summary>
/// The processes that a container is to its machine: the children of the one that watches over it, and theirs. A runtime may have more than the container's
/// first process, which is all that an engine names.
/// </summary>
internal static class SandboxProcesses
{
    /// <param name="first">The container's first process.</param>
    /// <param name="container">Its id.</param>
    /// <param name="root">Where <c>proc</c> is; a test has records of it elsewhere.</param>
    /// <returns>Their folders; empty where they are gone, or where the kernel does not list children.</returns>
    public static IReadOnlyList<string> Of(long first, string container, string root = "/")
    {
        var processes = Path.Combine(root, "proc");
        var own = first.ToString(CultureInfo.InvariantCulture);
        var watcher = ProcFiles.Parent(Path.Combine(processes, own));
        // Only one that is this container's own: else its children are other containers as well.
        var start = watcher is not null && IsOf(Path.Combine(processes, watcher), container) ? Children(processes, watcher) : [own];
        List<string> found = [];
        Queue<string> left = new(start);
        while (left.TryDequeue(out var process))
        {
            var folder = Path.Combine(processes, process);
            if (!Directory.Exists(folder) || found.Contains(folder))
                continue;
            found.Add(folder);
            foreach (var child in Children(processes, process))
                left.Enqueue(child);
        }

        return found;
    }

    /// <summary>Whether a process is in no control group that is named after the container. One that has ended is not.</summary>
    /// <param name="process">Its folder.</param>
    /// <param name="container">The container's id.</param>
    public static bool IsOutsideOfGroup(string process, string container) =>
        Text(Path.Combine(process, "cgroup")) is { Length: > 0 } groups && !groups.Contains(container, StringComparison.Ordinal);

    // A shim is told which container it is for.
    private static bool IsOf(string process, string container) => Text(Path.Combine(process, "cmdline")).Contains(container, StringComparison.Ordinal);

    private static IReadOnlyList<string> Children(string processes, string process)
    {
        var tasks = Path.Combine(processes, process, "task");
        try
        {
            return
            [
                .. Directory.EnumerateDirectories(tasks)
                    .SelectMany(task => Text(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries)),
            ];
        }
        catch (IOException)
        {
            // Ended just now.
            return [];
        }
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
