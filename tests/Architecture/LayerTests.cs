using System.Reflection;
using Mono.Cecil;

namespace InterContainer.Tests.Architecture;

/// <summary>The namespaces of each project form layers, and none knows itself through others: read from the compiled types.</summary>
public class LayerTests
{
    /// <summary>
    /// Assembly → its layers, the lowest first. A namespace belongs to the layer in which it, or one that holds it, is named. Those of a layer do not know
    /// each other. The empty name is the assembly's own.
    /// </summary>
    private static readonly Dictionary<string, string[][]> Layers = new()
    {
        ["InterContainer.Bench"] = [["", "Formatting", "Statistics"], ["Analysis"], ["Report"], ["Commands"]],
        ["InterContainer.Protocol"] = [[""]],
        ["InterContainer.Agent"] = [["Measuring"], ["Accounting", "Messages", "Control"], ["Scenarios", "Conformance"], ["Capturing"], ["Roles"], [""]],
        ["InterContainer.Runner"] = [["Planning"], ["Results"], ["Execution", "Host"], ["Containers", "Processes"], ["Calibration", "Clusters"], [""]],
    };

    public static TheoryData<string> Assemblies => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Each_namespace_belongs_to_a_layer_and_each_layer_is_there(string assembly)
    {
        var graph = Graph(assembly);

        Assert.DoesNotContain(graph.Names, name => LayerOf(assembly, name) is null);
        Assert.All(Layers[assembly].SelectMany(layer => layer), layer => Assert.Contains(graph.Names, name => IsIn(name, layer)));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void A_layer_knows_only_those_below_it(string assembly) => Assert.Empty(
        from edge in Graph(assembly).Edges
        let one = LayerOf(assembly, edge.From)
        let other = LayerOf(assembly, edge.To)
        where one is not null && other is not null && one.Value.Name != other.Value.Name && one.Value.Height <= other.Value.Height
        select $"{edge.From} → {edge.To}: {edge.Types}");

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Namespaces_form_no_cycle(string assembly) => Assert.Empty(Graph(assembly).Cycles());

    private static (string Name, int Height)? LayerOf(string assembly, string name) => Layers[assembly]
        .SelectMany((layer, height) => layer.Select(one => (Name: one, Height: height)))
        .Where(layer => IsIn(name, layer.Name))
        .Select(layer => ((string, int)?)layer)
        .FirstOrDefault();

    // The assembly's own namespace holds no other.
    private static bool IsIn(string name, string layer) => name == layer || (layer.Length > 0 && name.StartsWith($"{layer}.", StringComparison.Ordinal));

    private static NamespaceGraph Graph(string assembly)
    {
        using var module = ModuleDefinition.ReadModule(Assembly.Load(assembly).Location);
        return new NamespaceGraph(module, assembly);
    }
}
