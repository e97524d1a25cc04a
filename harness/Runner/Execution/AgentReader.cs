using System.Text.Json;
using System.Threading.Channels;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Transports;

namespace InterContainer.Runner.Execution;

/// <summary>Reads what an agent says, and turns every way of not saying it into one line.</summary>
/// <param name="agent">The one that it reads.</param>
/// <param name="role">Its role.</param>
/// <param name="number">Which of those with that role it is, from 0.</param>
/// <param name="conditions">Its own; null: none.</param>
internal sealed class AgentReader(IAgentHandle agent, Role role, int number = 0, Conditions? conditions = null)
{
    private readonly string _name = number == 0 ? $"{role}" : $"{role} {number + 1}";

    // With too little memory the kernel drops a program's code and reads it again, without an end.
    private string AtLimit => conditions?.MemoryBytes is { } bytes ? $", at its memory limit of {Conditions.Mebibytes(bytes)}: give it more --memory" : "";

    /// <summary>The next line of that type; windows in between are passed over.</summary>
    /// <exception cref="LaunchException">The agent failed, ended, or said nothing in time.</exception>
    public async Task<T> NextAsync<T>(TimeSpan timeout, CancellationToken cancellationToken)
        where T : AgentLine
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(timeout);
        try
        {
            while (true)
            {
                switch (Parse(await agent.Output.ReadAsync(limited.Token)))
                {
                    case FailureLine failure:
                        throw new LaunchException(await CauseAsync(failure));
                    case T line:
                        return line;
                }
            }
        }
        catch (ChannelClosedException)
        {
            throw new LaunchException($"{_name} ended before its {typeof(T).Name[..^4].ToLowerInvariant()}: {agent.Ending}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LaunchException($"{_name} did not say '{typeof(T).Name[..^4].ToLowerInvariant()}' within {timeout.TotalSeconds:0} s{AtLimit}.")
            {
                IsTimeout = true,
            };
        }
    }

    /// <summary>Completes when the agent fails or ends of itself, with how it did; for watching one agent while waiting for another.</summary>
    public async Task<string> FailureAsync(CancellationToken cancellationToken)
    {
        if (!await agent.Output.WaitToReadAsync(cancellationToken))
            return $"{_name} ended: {agent.Ending}.";
        return agent.Output.TryRead(out var line) && Parse(line) is FailureLine failure
            ? await CauseAsync(failure)
            : $"{_name} spoke before it was asked.";
    }

    private async ValueTask<string> CauseAsync(FailureLine failure) =>
        await agent.RefusalOfAsync(failure.Cause) is { } refusal ? $"{_name}: {failure.Cause.TrimEnd('.')}; {refusal}." : $"{_name}: {failure.Cause}";

    private AgentLine Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<AgentLine>(line, ProtocolJson.Options)!;
        }
        catch (JsonException)
        {
            // Before it is cut: half a secret is not found.
            var shown = Redaction.Of(line);
            throw new LaunchException($"{_name} printed what is no line of an agent: {shown[..Math.Min(shown.Length, 200)]}");
        }
    }
}
