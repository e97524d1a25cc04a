using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using InterContainer.Bench.Commands.Completing;
using InterContainer.Bench.Commands.Help;

namespace InterContainer.Bench.Commands;

/// <summary>The whole command line.</summary>
internal static class Root
{
    /// <summary>The verb that is meant where none is given.</summary>
    public const string DefaultVerb = "run";

    /// <summary>Of the bare command.</summary>
    public static IReadOnlyList<Example> Examples { get; } =
    [
        new("", "measures every transport; tables, charts and a page go to results/<UTC time>-<host>"),
        new("--quick", "the same in three minutes: options without a command are those of run"),
        new("list", "the transports, and what can be asked of each"),
        new("run --help", "what a run can be asked for, with examples; each command has such a page"),
    ];

    /// <param name="helpWidth">Columns that help may take; null: those of the console.</param>
    public static RootCommand Create(int? helpWidth = null)
    {
        var root = new RootCommand("Measures how two containers can talk: sockets, files, databases, HTTP, MQTT, side by side.")
        {
            RunCommand.Create(),
            ListCommand.Create(),
            DoctorCommand.Create(),
            ReportCommand.Create(),
            CompareCommand.Create(),
            MergeCommand.Create(),
            AdviseCommand.Create(),
            CalibrateCommand.Create(),
            CleanCommand.Create(),
            CompletionCommand.Create(),
        };
        // The library would let each flag have a value, and complete what follows it to True or False.
        foreach (var flag in root.Subcommands.SelectMany(verb => verb.Options).OfType<Option<bool>>())
            flag.Arity = ArgumentArity.Zero;
        // As an unset variable in a script leaves one: it names no folder, and no number either.
        foreach (var verb in root.Subcommands)
        {
            foreach (var option in verb.Options)
                option.Validators.Add(given => RefuseEmpty(given, option.Name, given.Tokens));
            foreach (var argument in verb.Arguments)
                argument.Validators.Add(given => RefuseEmpty(given, argument.Name, given.Tokens));
        }

        var suggest = root.Directives.OfType<SuggestDirective>().Single();
        suggest.Action = new SuggestAction(suggest, DefaultVerb);
        var help = root.Options.OfType<HelpOption>().Single();
        var plain = (HelpAction)help.Action!;
        plain.MaxWidth = helpWidth ?? plain.MaxWidth;
        help.Action = new HelpWithExamples(plain, Examples);
        return root;
    }

    private static void RefuseEmpty(SymbolResult given, string name, IEnumerable<Token> values)
    {
        if (values.Any(value => string.IsNullOrWhiteSpace(value.Value)))
            given.AddError($"{name}: its value is empty; give one, or leave it out.");
    }
}
