using InterContainer.Protocol;

namespace InterContainer.Runner.Containers;

/// <summary>
/// How containers find each other: by the name service of the engine's networks, and, once that failed, by the hosts file of each container.
/// </summary>
/// <param name="say">Told, in one line, when it changes.</param>
internal sealed class ContainerNames(Action<string> say)
{
    private volatile bool _areInHostsFile;

    /// <summary>Whether each container is told the addresses of the others.</summary>
    public bool AreInHostsFile => _areInHostsFile;

    /// <param name="line">What an agent printed.</param>
    public void Hear(string line)
    {
        if (_areInHostsFile || !line.Contains(FailureLine.NoNames, StringComparison.Ordinal))
            return;
        _areInHostsFile = true;
        say("Names are not resolved on the engine's networks, so from now on the hosts file of each container has the addresses of the others.");
    }
}
