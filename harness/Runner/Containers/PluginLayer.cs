using System.Globalization;

namespace InterContainer.Runner.Containers;

/// <summary>Plug-ins as a layer of the agent's image: each with all files of its folder, so that nothing is mounted from this machine.</summary>
/// <param name="plugins">Paths of assemblies on this machine.</param>
internal sealed class PluginLayer(IReadOnlyList<string> plugins)
{
    private const string Folder = "plugins";

    public bool IsEmpty => plugins.Count == 0;

    public IReadOnlyList<string> PathsInImage => [.. plugins.Select((path, i) => $"/{Place(i)}/{Path.GetFileName(path)}")];

    /// <summary>Every file: its place in the build context, and where it is on this machine.</summary>
    public IEnumerable<(string Place, string Path)> Files => plugins.SelectMany((plugin, i) =>
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(plugin))!;
        return Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal)
            .Select(file => (Path.Combine(Place(i), Path.GetRelativePath(folder, file)), file));
    });

    /// <summary>How they go onto the agent's image.</summary>
    public const string Dockerfile = $"ARG BASE_IMAGE\nFROM ${{BASE_IMAGE}}\nCOPY {Folder}/ /{Folder}/\n";

    private static string Place(int plugin) => string.Create(CultureInfo.InvariantCulture, $"{Folder}/{plugin}");
}
