using System.Reflection;
using InterContainer.Transports;

namespace InterContainer.Bench.Sources;

/// <summary>The code of a transport: its own file, and with it those that it makes use of.</summary>
/// <param name="Own">Its own file.</param>
/// <param name="Whole">With what it mentions of its own folder and of the one that all share, and what that mentions, excluding the contract.</param>
internal sealed record TransportCode(CodeSize Own, CodeSize Whole)
{
    private const string Folder = "Sources/";

    private static readonly Lazy<IReadOnlyDictionary<string, TransportCode>> BuiltIn = new(Read);

    /// <summary>Of a transport of ours, by its name; null for that of a plug-in, whose source is not here.</summary>
    public static TransportCode? Of(string name) => BuiltIn.Value.GetValueOrDefault(name);

    /// <param name="type">The class that is the transport.</param>
    /// <param name="sources">All there are.</param>
    internal static TransportCode Of(string type, IReadOnlyList<Source> sources)
    {
        var contract = sources.Where(source => source.IsContract).ToList();
        var own = sources.Single(source => source.Types.Contains(type));
        return new TransportCode(CodeSize.Of([own], contract), CodeSize.Of(WithMentioned(own, sources.Except(contract)), contract));
    }

    private static List<Source> WithMentioned(Source own, IEnumerable<Source> others)
    {
        var near = others.Where(source => source.Folder == own.Folder || source.Folder.Length == 0).ToList();
        List<Source> counted = [own];
        // It grows while it is gone through.
        for (var i = 0; i < counted.Count; i++)
            counted.AddRange(near.Except(counted).Where(source => source.Types.Overlaps(counted[i].Mentioned)).ToList());
        return counted;
    }

    private static Dictionary<string, TransportCode> Read()
    {
        var assembly = typeof(TransportCode).Assembly;
        var sources = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => Parse(assembly, name))
            .ToList();
        return Catalogue.BuiltIn.Transports.ToDictionary(transport => transport.Traits.Name, transport => Of(transport.GetType().Name, sources));
    }

    private static Source Parse(Assembly assembly, string resource)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        var (path, text) = (resource[Folder.Length..].Replace('\\', '/'), reader.ReadToEnd());
        return path.EndsWith(".cs", StringComparison.Ordinal) ? CSharpSource.Parse(path, text) : ProtoSource.Parse(path, text);
    }
}
