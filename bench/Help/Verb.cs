using System.CommandLine;

namespace InterContainer.Bench.Help;

/// <summary>A command whose help shows examples.</summary>
internal sealed class Verb(string name, string description, params IReadOnlyList<Example> examples) : Command(name, description)
{
    public IReadOnlyList<Example> Examples => examples;
}
