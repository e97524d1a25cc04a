using System.Runtime.CompilerServices;

namespace InterContainer.Tests;

/// <summary>The repository that the tests were built from.</summary>
internal static class Repository
{
    /// <summary>The full path of something in it.</summary>
    public static string Path(params IEnumerable<string> under) => System.IO.Path.Combine([Root(), .. under]);

    private static string Root([CallerFilePath] string here = "") =>
        System.IO.Path.GetFullPath(System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, ".."));
}
