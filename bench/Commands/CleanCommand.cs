using System.CommandLine;
using InterContainer.Bench.Commands.Help;
using InterContainer.Runner;
using InterContainer.Runner.Clusters;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Execution;

namespace InterContainer.Bench.Commands;

/// <summary><c>clean</c>: removes what killed runs left.</summary>
internal static class CleanCommand
{
    public static Command Create()
    {
        var all = new Option<bool>("--all")
        {
            Description = "Also what machines of other names made on this engine, even if they still measure, and every agent image, "
                + "the latest and those with plug-ins as well.",
        };
        var context = ClusterOptions.Context();
        var space = ClusterOptions.Namespace("Of a cluster, a namespace that runs were given. Default: namespaces of their own.");
        var command = new Verb(
            "clean",
            "Removes the containers, networks, volumes and folders that killed runs left, and agent images that later ones have replaced; "
                + "nothing of a run that goes on, nothing without our label.",
            new("clean", "after a run was killed; it asks nothing, and says what it removed"),
            new("clean --context NAME", "also what killed runs left in that cluster"),
            new("clean --all", "on an engine whose runs came from containers or machines that are gone; the next run builds its agent again"))
        {
            all, context, space,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                using var engine = await Engine.ConnectAsync(cancellationToken);
                Report(await Cleanup.RemoveContainersAsync(engine, parsed.GetValue(all) ? CleanupScope.All : CleanupScope.Abandoned));
            }
            catch (LaunchException e)
            {
                Console.WriteLine($"Containers were not looked for: {e.Message}.");
            }

            if ((parsed.GetValue(context), parsed.GetValue(space)) is not (null, null) and var (name, given))
            {
                using var cluster = await Cluster.ConnectAsync(name, cancellationToken);
                Report(await Cleanup.RemoveFromClusterAsync(cluster, given, parsed.GetValue(all) ? CleanupScope.All : CleanupScope.Abandoned));
            }

            // Afterwards: a container may still write into a folder that it shares.
            Report(Cleanup.RemoveFolders());
            return Cli.Ok;
        });
        return command;
    }

    private static void Report(IReadOnlyList<string> lines)
    {
        foreach (var line in lines)
            Console.WriteLine(line);
        if (lines.Count == 0)
            Console.WriteLine("nothing to remove");
    }
}
