using System.CommandLine;

namespace InterContainer.Bench.Commands.Help;

/// <summary>A command whose help shows examples.</summary>
internal sealed class Verb(string name, string description, params IReadOnlyList<Example> examples) : Command(name, description)
{
    public IReadOnlyList<Example> Examples => examples;
}

/// <summary>A command line that can be typed as it stands.</summary>
/// <param name="Line">What follows the name of the program.</param>
/// <param name="Says">What it is for, in one line.</param>
internal sealed record Example(string Line, string Says);
