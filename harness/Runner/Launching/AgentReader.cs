using System.Text.Json;
using System.Threading.Channels;
using InterContainer.Agent.Contract;

namespace InterContainer.Runner.Launching;

/// <summary>Reads what an agent says, and turns every way of not saying it into one line.</summary>
internal sealed class AgentReader(IAgentHandle agent, Role role)
{
    /// <summary>The next line of that type; windows in between are passed over.</summary>
    /// <exception cref="LaunchException">The agent failed, ended, or said nothing in time.</exception>
    public async Task<T> NextAsync<T>(TimeSpan patience, CancellationToken cancellationToken)
        where T : AgentLine
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(patience);
        try
        {
            while (true)
            {
                switch (Parse(await agent.Output.ReadAsync(limited.Token)))
                {
                    case T line:
                        return line;
                    case FailureLine failure:
                        throw new LaunchException($"{role}: {failure.Cause}");
                }
            }
        }
        catch (ChannelClosedException)
        {
            throw new LaunchException($"{role} ended before its {typeof(T).Name[..^4].ToLowerInvariant()}: {agent.Ending}.");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LaunchException($"{role} did not say '{typeof(T).Name[..^4].ToLowerInvariant()}' within {patience.TotalSeconds:0} s.");
        }
    }

    /// <summary>Completes when the agent fails or ends of itself, with how it did; for watching one agent while waiting for another.</summary>
    public async Task<string> FailureAsync(CancellationToken cancellationToken)
    {
        if (!await agent.Output.WaitToReadAsync(cancellationToken))
            return $"{role} ended: {agent.Ending}.";
        return agent.Output.TryRead(out var line) && Parse(line) is FailureLine failure
            ? $"{role}: {failure.Cause}"
            : $"{role} spoke before it was asked.";
    }

    private AgentLine Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<AgentLine>(line, ContractJson.Options)!;
        }
        catch (JsonException)
        {
            throw new LaunchException($"{role} printed what is no line of an agent: {line[..Math.Min(line.Length, 200)]}");
        }
    }
}
