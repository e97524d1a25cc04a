using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Mono.Cecil;

namespace InterContainer.Tests.Architecture;

/// <summary>The graph of namespaces sees whatever one type can mention another by.</summary>
public class NamespaceGraphTests
{
    private const string Low = "namespace Made.Low { public class Seed : System.Attribute { public static int At() => 0; } }";

    [Theory]
    [InlineData("class User : Seed;")]
    [InlineData("class User { object? _seeds = new System.Collections.Generic.List<Seed[]>(); }")]
    [InlineData("class User { System.Func<int> _later = () => Seed.At(); }")]
    [InlineData("class User { System.Collections.Generic.IEnumerable<int> All() { yield return Seed.At(); } }")]
    [InlineData("class User { async System.Threading.Tasks.Task<int> Later() { await System.Threading.Tasks.Task.Yield(); return Seed.At(); } }")]
    [InlineData("class User { bool Is(object it) => it is Seed; }")]
    [InlineData("class User { object It => typeof(Seed); }")]
    [InlineData("class User { static T? Of<T>() => default; object? It() => Of<Seed>(); }")]
    [InlineData("class User { void Take(ref Seed seed) { } }")]
    [InlineData("class User<T> where T : Seed;")]
    [InlineData("[Seed] class User;")]
    [InlineData("class User { class Inner { Seed? _seed; } }")]
    [InlineData("class Tag(System.Type type) : System.Attribute { public object Is => type; } class User { [Tag(typeof(Seed))] int It => 0; }")]
    public void A_mention_is_seen(string user)
    {
        var graph = Compiled($"{Low} namespace Made.High {{ using Made.Low; {user} }}");

        Assert.Equal([("High", "Low")], graph.Edges.Select(edge => (edge.From, edge.To)));
        Assert.Empty(graph.Cycles());
    }

    [Fact]
    public void A_way_back_through_others_is_a_cycle()
    {
        var graph = Compiled(
            "namespace Made.A { class One { object It => typeof(Made.A.B.Two); } }"
                + "namespace Made.A.B { class Two { object It => typeof(Made.C.Three); } }"
                + "namespace Made.C { class Three { object It => typeof(Made.A.One); } }"
                + "namespace Made.D { class Four { object It => typeof(Made.A.One); } }"
                + "namespace Other { class Five { object It => typeof(Made.A.One); } }");

        Assert.Equal(["A", "A.B", "C", "D"], graph.Names);
        Assert.Equal(3, graph.Cycles().Count());
        Assert.Equal("A → A.B (One → Two); A.B → C (Two → Three); C → A (Three → One)", graph.Cycles().First());
    }

    private static NamespaceGraph Compiled(string code)
    {
        var compilation = CSharpCompilation.Create(
            "Made",
            [CSharpSyntaxTree.ParseText(code)],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        Assert.True(compilation.Emit(image).Success, code);
        image.Position = 0;
        using var module = ModuleDefinition.ReadModule(image);
        return new NamespaceGraph(module, "Made");
    }
}
