using System.CommandLine;

namespace InterContainer.Bench.Commands;

/// <summary>The options of every command that speaks to a cluster.</summary>
internal static class ClusterOptions
{
    public static Option<string?> Context() => new("--context")
    {
        Description = "Of a cluster, a context of the kubeconfig. Default: its current one.",
        HelpName = "NAME",
    };

    public static Option<string?> Namespace(string description) => new("--namespace") { Description = description, HelpName = "NAME" };
}
