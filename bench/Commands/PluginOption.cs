using System.CommandLine;

namespace InterContainer.Bench.Commands;

/// <summary>The option of every command that speaks of transports.</summary>
internal static class PluginOption
{
    public static Option<string[]> Create() => new("--plugin")
    {
        Description = "An assembly with transports of your own; may be given more than once. See docs/adding-a-transport.md.",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
    };
}
