using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using InterContainer.Runner.Execution;
using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>A container in which a command of the calibration image runs.</summary>
internal static class ToolContainer
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Starts a command, and returns when it listens where it has a port to listen on.</summary>
    public static async Task<IContainer> StartAsync(ContainerBuilder place, ToolCommand command, CancellationToken cancellationToken)
    {
        var container = place
            .WithEntrypoint("/bin/sh", "-c")
            .WithCommand(command.Shell)
            .WithEnvironment(command.Environment)
            .WithWaitStrategy(command.Port is { } port
                ? Wait.ForUnixContainer()
                    .UntilInternalTcpPortIsAvailable(port, wait => wait.WithInterval(TimeSpan.FromMilliseconds(50)).WithTimeout(StartTimeout))
                : Wait.ForUnixContainer())
            .Build();
        try
        {
            await container.StartAsync(cancellationToken);
            return container;
        }
        catch
        {
            await container.DisposeAsync();
            throw;
        }
    }

    /// <summary>What a command prints until it ends.</summary>
    /// <exception cref="LaunchException">It failed; its last words are in the message.</exception>
    public static async Task<string> ReadAsync(IContainer container, CancellationToken cancellationToken)
    {
        var code = await container.GetExitCodeAsync(cancellationToken);
        var (output, errors) = await container.GetLogsAsync(timestampsEnabled: false, ct: cancellationToken);
        if (code == 0)
            return output;
        var words = Redaction.Of($"{errors}\n{output}".Trim());
        throw new LaunchException($"exit code {code}, {words[^Math.Min(words.Length, 300)..].ReplaceLineEndings(" ")}");
    }
}
