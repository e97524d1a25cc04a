using System.Globalization;
using InterContainer.Runner.Host;

namespace InterContainer.Runner.Containers;

/// <summary>The labels that everything of ours carries, so that it can be found and removed, and nothing else is.</summary>
internal static class Labels
{
    /// <summary>The id of the run.</summary>
    public const string Run = "intercontainer.run";

    /// <summary>The process that made it, as <c>id@machine</c>.</summary>
    public const string Owner = "intercontainer.owner";

    /// <summary>On images that a run builds when their content is not there: what is in them.</summary>
    public const string Image = "intercontainer.image";

    public static IReadOnlyDictionary<string, string> Of(string run) => new Dictionary<string, string>
    {
        [Run] = run,
        [Owner] = $"{Environment.ProcessId}@{Environment.MachineName}",
    };

    /// <summary>Whether the run that made it goes on: its process lives, or lives on a machine that we cannot see into.</summary>
    /// <param name="labels">Of what it made.</param>
    /// <param name="extent"><see cref="CleanupScope.All"/>: machines that we cannot see into do not count.</param>
    public static bool IsInUse(IDictionary<string, string> labels, CleanupScope extent)
    {
        var parts = labels.TryGetValue(Owner, out var owner) ? owner.Split('@', 2) : [];
        return parts.Length == 2
            && (parts[1] != Environment.MachineName
                ? extent == CleanupScope.Abandoned
                : (int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var id) && ProcessOwner.IsAlive(id)));
    }
}
