using System.CommandLine;
using InterContainer.Bench.Commands.Help;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Tables;
using InterContainer.Protocol;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Planning;
using InterContainer.Transports;

namespace InterContainer.Bench.Commands;

/// <summary><c>list</c>: the transports with their traits and options, the scenarios, the suites.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var plugin = PluginOption.Create();
        var command = new Verb(
            "list",
            "Lists the transports with their guarantees, needs and options, the scenarios, the networks and the suites.",
            new("list", "the transports of this program"),
            new("list --plugin ../named-pipe/out/NamedPipe.dll", "and those of an assembly of yours"))
        {
            plugin,
        };
        command.SetAction(parsed =>
        {
            Print([.. Catalogue.WithPlugins(parsed.GetValue(plugin) ?? []).Transports.Select(transport => transport.Traits)]);
            return Cli.Ok;
        });
        return command;
    }

    private static void Print(IReadOnlyList<Traits> transports)
    {
        Console.WriteLine(TransportTable.Of(transports));
        foreach (var traits in transports)
        {
            Console.WriteLine($"{traits.Name}: {traits.Summary}");
            foreach (var option in traits.Options)
                Console.WriteLine($"    {traits.Name}:{option.Name}={option.Default}  (accepted: {option.Accepts})");
        }

        Console.WriteLine($"\nscenarios: {string.Join(", ", Enum.GetValues<Scenario>().Select(EnumText.Of))}");
        Console.WriteLine("networks:");
        foreach (var (name, summary, options) in NetworkChoice.All)
        {
            Console.WriteLine($"    {name}: {summary}");
            foreach (var option in options)
                Console.WriteLine($"        {name}:{option}");
        }

        Console.WriteLine($"suites: {string.Join("; ", Suite.All.Select(suite => $"{suite.Name} ({suite.Summary})"))}");
    }
}
