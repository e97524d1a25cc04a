using System.CommandLine.Completions;
using InterContainer.Bench.Formatting;
using InterContainer.Runner.Containers;
using InterContainer.Transports;

namespace InterContainer.Bench.Commands.Completing;

/// <summary>What the value of an option can be completed to.</summary>
internal static class CompletionSource
{
    public static Func<CompletionContext, IEnumerable<CompletionItem>> One(params IEnumerable<string> words) =>
        _ => words.Select(word => new CompletionItem(word));

    /// <summary>Several, with a comma between; none twice.</summary>
    public static Func<CompletionContext, IEnumerable<CompletionItem>> Some(params IEnumerable<string> words) => context =>
    {
        var (before, _) = AtLastComma(context.WordToComplete);
        return words.Except(before.Split(',')).Select(word => new CompletionItem(before + word));
    };

    /// <summary>The same of the members of an enumeration.</summary>
    public static Func<CompletionContext, IEnumerable<CompletionItem>> Some<T>()
        where T : struct, Enum => Some(Enum.GetValues<T>().Select(EnumText.Of));

    /// <summary>Several transports, and after a colon the options of one.</summary>
    public static IEnumerable<CompletionItem> Transports(CompletionContext context)
    {
        var (before, last) = AtLastComma(context.WordToComplete);
        var traits = Catalogue.BuiltIn.Transports.Select(transport => transport.Traits);
        return last.Contains(':', StringComparison.Ordinal)
            ? traits.SelectMany(one => one.Options, (one, option) => new CompletionItem($"{before}{one.Name}:{option.Name}={option.Default}"))
            : Some(traits.Select(one => one.Name))(context);
    }

    /// <summary>Several networks, and after a colon the options of one.</summary>
    public static IEnumerable<CompletionItem> Networks(CompletionContext context)
    {
        var (before, last) = AtLastComma(context.WordToComplete);
        return last.Contains(':', StringComparison.Ordinal)
            ? NetworkChoice.All.SelectMany(one => one.Options, (one, option) => new CompletionItem($"{before}{one.Name}:{option.Split(' ')[0]}"))
            : Some(NetworkChoice.All.Select(one => one.Name))(context);
    }

    private static (string Before, string Last) AtLastComma(string text)
    {
        var start = text.LastIndexOf(',') + 1;
        return (text[..start], text[start..]);
    }
}
