using Mono.Cecil;

namespace InterContainer.Tests.Architecture;

/// <summary>The namespaces of an assembly below its own name, and which of them knows which. Types outside of it, as generated ones, do not count.</summary>
internal sealed class NamespaceGraph
{
    private readonly Dictionary<(string From, string To), string> _edges;

    /// <param name="module">Of the assembly.</param>
    /// <param name="root">Its name.</param>
    public NamespaceGraph(ModuleDefinition module, string root)
    {
        Names = [.. module.Types.Select(type => type.Namespace).Where(IsOwn).Select(Below).Distinct().Order(StringComparer.Ordinal)];
        _edges = TypeDependencies.Of(module)
            .Where(pair => IsOwn(pair.From.Namespace) && IsOwn(pair.To.Namespace) && pair.From.Namespace != pair.To.Namespace)
            .GroupBy(pair => (Below(pair.From.Namespace), Below(pair.To.Namespace)))
            .ToDictionary(
                pairs => pairs.Key,
                pairs => string.Join(", ", pairs.Select(pair => $"{pair.From.Name} → {pair.To.Name}").Order(StringComparer.Ordinal)));

        bool IsOwn(string name) => name == root || name.StartsWith($"{root}.", StringComparison.Ordinal);

        string Below(string name) => name[root.Length..].TrimStart('.');
    }

    /// <summary>Without the assembly's name: empty for that itself.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Which knows which, and by which types.</summary>
    public IEnumerable<(string From, string To, string Types)> Edges => _edges.Select(edge => (edge.Key.From, edge.Key.To, edge.Value));

    /// <summary>For each namespace that knows itself through others the shortest way round, with the types that lead on.</summary>
    public IEnumerable<string> Cycles() => Names.Select(Cycle).OfType<string>();

    private string? Cycle(string start)
    {
        var cameFrom = new Dictionary<string, string>();
        var reached = new Queue<string>([start]);
        while (reached.TryDequeue(out var here))
        {
            foreach (var next in _edges.Keys.Where(edge => edge.From == here).Select(edge => edge.To))
            {
                if (next == start)
                    return Way(cameFrom, start, here);
                if (cameFrom.TryAdd(next, here))
                    reached.Enqueue(next);
            }
        }

        return null;
    }

    private string Way(Dictionary<string, string> cameFrom, string start, string last)
    {
        List<string> way = [start];
        for (var here = last; here != start; here = cameFrom[here])
            way.Insert(0, here);
        way.Insert(0, start);
        return string.Join("; ", way.Zip(way.Skip(1), (from, to) => $"{from} → {to} ({_edges[(from, to)]})"));
    }
}
