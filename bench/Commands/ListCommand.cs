using System.CommandLine;
using InterContainer.Agent.Contract;
using InterContainer.Bench.Reporting;
using InterContainer.Transports;

namespace InterContainer.Bench.Commands;

/// <summary><c>list</c>: the transports with their traits, and the scenarios.</summary>
internal static class ListCommand
{
    public static Command Create()
    {
        var command = new Command("list", "Lists the transports with what they are, promise and need, their options, and the scenarios.");
        var plugin = PluginOption.Create();
        command.Add(plugin);
        command.SetAction(parsed =>
        {
            foreach (var family in Catalogue.WithPlugins(parsed.GetValue(plugin) ?? []).Transports.GroupBy(transport => transport.Traits.Family))
            {
                Console.WriteLine(Words.Of(family.Key));
                foreach (var transport in family)
                    Describe(transport.Traits);
            }

            Console.WriteLine($"scenarios: {string.Join(", ", Enum.GetValues<Scenario>().Select(Words.Of))}");
            return Cli.Ok;
        });
        return command;
    }

    private static void Describe(Traits traits)
    {
        Console.WriteLine($"  {traits.Name}");
        Console.WriteLine($"    {traits.Summary}");
        Console.WriteLine($"    delivers {Words.Of(traits.Delivery)}, {(traits.Ordered ? "in order" : "in any order")}; slow responder: {Words.Of(traits.SlowResponder)}; at most {Figures.Bytes(traits.MaxPayloadBytes)}; needs {Words.Of(traits.Needs)}");
        foreach (var option in traits.Options)
            Console.WriteLine($"    option {option.Name}={option.Default}  (accepted: {option.Accepts})");
    }
}
