using System.Reflection;
using InterContainer.Transports;

namespace InterContainer.Bench.Analysis.Sources;

/// <summary>The code of a transport: its own file, and with it those that it makes use of.</summary>
/// <param name="Own">Its own file.</param>
/// <param name="Whole">With what it mentions of its own folder and of the one that all share, and what that mentions, excluding the contract.</param>
internal sealed record TransportCode(CodeSize Own, CodeSize Whole)
{
    private const string Folder = "Sources/";

    private static readonly Lazy<IReadOnlyDictionary<string, TransportCode>> BuiltIn = new(Read);

    /// <summary>Of a transport of ours; null for that of a plug-in, whose source is not here.</summary>
    /// <param name="transport">Its name, with its options or without.</param>
    public static TransportCode? Of(string transport) => BuiltIn.Value.GetValueOrDefault(transport.Split(':')[0]);

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

/// <summary>How much is written for a transport, and how much has to be known for it.</summary>
/// <param name="Files">How many are counted.</param>
/// <param name="Lines">Those that hold code.</param>
/// <param name="Concepts">Distinct names of others' types and members, and distinct words of SQL.</param>
internal sealed record CodeSize(int Files, int Lines, int Concepts)
{
    /// <summary>Of files together; a name that one of them declares is none of another's. Pure.</summary>
    /// <param name="counted">The files.</param>
    /// <param name="contract">Those that all transports share; what they declare is no concept of any.</param>
    public static CodeSize Of(IReadOnlyCollection<Source> counted, IEnumerable<Source> contract)
    {
        var known = counted.SelectMany(source => source.Declared).Concat(contract.SelectMany(source => source.Members)).ToHashSet();
        var names = counted.SelectMany(source => source.Names).Distinct().Count(name => !known.Contains(name));
        var words = counted.SelectMany(source => source.SqlWords).Distinct().Count();
        return new CodeSize(counted.Count, counted.Sum(source => source.Lines), names + words);
    }
}

/// <summary>Reads a file of Protocol Buffers, from which C# is generated: its lines, and what it calls its services and messages. Pure.</summary>
internal static class ProtoSource
{
    /// <param name="path">Below the folder of the transports.</param>
    /// <param name="text">Its contents; no comments but those to the end of a line.</param>
    public static Source Parse(string path, string text)
    {
        var lines = text.Split('\n')
            .Select(line => line.Split("//")[0].Trim())
            .Where(line => line.Any(sign => !"{}();,".Contains(sign, StringComparison.Ordinal)))
            .ToList();
        return new Source(path, lines.Count)
        {
            Types = lines.Select(line => line.Split([' ', '{'], StringSplitOptions.RemoveEmptyEntries))
                .Where(words => words is ["service" or "message", _, ..])
                .Select(words => words[1])
                .ToHashSet(),
        };
    }
}
