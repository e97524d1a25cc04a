using System.CommandLine;
using InterContainer.Bench.Commands;
using InterContainer.Bench.Commands.Help;

namespace InterContainer.Tests.Bench;

/// <summary>Each page of help shows lines that can be typed.</summary>
public sealed class HelpTests
{
    private static readonly RootCommand Program = Root.Create();

    public static TheoryData<string> Pages => ["", .. Program.Subcommands.Select(verb => verb.Name)];

    public static TheoryData<string> Lines => [.. Pages.SelectMany(page => ExamplesOf(page.Data)).Select(example => example.Line).Distinct()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_ends_with_examples_of_its_command(string verb)
    {
        var output = new StringWriter();

        Assert.Equal(0, Program.Parse($"{verb} --help").Invoke(new InvocationConfiguration { Output = output }));

        var shown = output.ToString().ReplaceLineEndings("\n").Split("Examples:")[1];
        Assert.StartsWith(verb, ExamplesOf(verb)[0].Line, StringComparison.Ordinal);
        Assert.All(ExamplesOf(verb), example => Assert.Contains($"{example.Line}\n      {example.Says}\n", shown, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void An_example_is_accepted(string line)
    {
        var parsed = Program.Parse(Cli.DefaultVerb(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), Root.DefaultVerb));

        Assert.Empty(parsed.Errors);
        Assert.Empty(parsed.UnmatchedTokens);
    }

    [Fact]
    public void An_empty_value_is_refused_by_its_name()
    {
        foreach (var verb in Program.Subcommands)
        {
            foreach (var name in verb.Options.Where(option => option.Arity.MaximumNumberOfValues > 0).Select(option => option.Name))
            {
                var errors = Program.Parse([verb.Name, name, ""]).Errors;
                Assert.Contains(errors, error => error.Message.StartsWith($"{name}: its value is empty", StringComparison.Ordinal));
            }

            string[] empty = [verb.Name, .. verb.Arguments.Select(_ => " ")];
            var said = Program.Parse(empty).Errors.Select(error => error.Message.Split(':')[0]);
            Assert.Equal(verb.Arguments.Select(argument => argument.Name), said);
        }
    }

    [Fact]
    public void The_values_of_examples_are_accepted_too()
    {
        var run = new RunOptions();
        var advise = new AdviseOptions();

        Assert.All(ExamplesOf("run"), example => Assert.NotEmpty(run.Read(Parse(run.All, example.Line)).Transports));
        Assert.All(ExamplesOf("advise"), example => advise.Read(Parse(advise.All, example.Line)));
    }

    private static ParseResult Parse(IEnumerable<Option> options, string line)
    {
        var command = new Command(line.Split(' ')[0]);
        foreach (var option in options)
            command.Add(option);
        return new RootCommand { command }.Parse(line);
    }

    private static IReadOnlyList<Example> ExamplesOf(string verb) =>
        verb.Length == 0 ? Root.Examples : ((Verb)Program.Subcommands.Single(command => command.Name == verb)).Examples;
}
