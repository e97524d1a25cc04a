using System.CommandLine;
using InterContainer.Bench.Help;
using InterContainer.Runner;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Launching;

namespace InterContainer.Bench.Commands;

/// <summary><c>clean</c>: removes what killed runs left.</summary>
internal static class CleanCommand
{
    public static Command Create()
    {
        var command = new Verb(
            "clean",
            "Removes the containers, networks, volumes and folders that killed runs left, and agent images that later ones have replaced; nothing of a run that goes on, nothing without our label.",
            new Example("clean", "after a run was killed; it asks nothing, and says what it removed"));
        command.SetAction(async (_, cancellationToken) =>
        {
            Report(Leftovers.RemoveFolders());
            try
            {
                using var engine = await Engine.ConnectAsync(cancellationToken);
                Report(await Leftovers.RemoveContainersAsync(engine));
            }
            catch (LaunchException e)
            {
                Console.WriteLine($"Containers were not looked for: {e.Message}.");
            }

            return Cli.Ok;
        });
        return command;
    }

    private static void Report(IReadOnlyList<string> removed)
    {
        foreach (var thing in removed)
            Console.WriteLine($"removed {thing}");
        if (removed.Count == 0)
            Console.WriteLine("nothing to remove");
    }
}
