using System.Threading.Channels;
using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using InterContainer.Runner.Containers.Connection;
using InterContainer.Runner.Execution;

namespace InterContainer.Runner.Containers;

/// <summary>An agent as the only process of a container.</summary>
internal sealed class ContainerAgent : IAgentHandle
{
    // The engine may say that a container has ended a moment before its last lines have come.
    private static readonly TimeSpan LastLines = TimeSpan.FromMilliseconds(500);

    private readonly Engine _engine;
    private readonly IContainer _container;
    private readonly AgentOutput _output;

    private ContainerAgent(Engine engine, IContainer container, AgentOutput output)
    {
        _engine = engine;
        _container = container;
        _output = output;
    }

    public ChannelReader<string> Output => _output.Lines.Reader;

    public string Ending { get; private set; } = "still running";

    /// <summary>The container's, as the engine has it.</summary>
    public string Id => _container.Id;

    public IHostAccount? Account { get; private set; }

    /// <param name="engine">Runs it.</param>
    /// <param name="limits">What must be in force.</param>
    /// <param name="runtime">Another than the engine's default; null: that.</param>
    /// <param name="build">Makes the container of what takes its output.</param>
    /// <param name="hear">Told each line that it prints.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="LaunchException">The engine refuses it, or discarded a limit.</exception>
    public static async Task<ContainerAgent> StartAsync(
        Engine engine,
        HostConfig limits,
        string? runtime,
        Func<IOutputConsumer, IContainer> build,
        Action<string> hear,
        CancellationToken cancellationToken)
    {
        var output = new AgentOutput(hear);
        var agent = new ContainerAgent(engine, build(output), output);
        try
        {
            // To its end: a start that is abandoned could still make a container after everything was removed.
            await agent._container.StartAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            if (RefusedLimits.Asks(limits) && RefusedLimits.Of(limits, (await agent.InspectAsync()).HostConfig!) is { } refused)
                throw new LaunchException(refused);
            if (!engine.Runtimes.IsDefault(runtime))
                await agent.FollowAsync(limits, engine.Runtimes.Text(runtime), cancellationToken);
        }
        catch (DockerApiException e)
        {
            await agent.DisposeAsync();
            throw new LaunchException($"the engine does not start the agent's container: {EngineWords.Of(e)}", e);
        }
        catch
        {
            await agent.DisposeAsync();
            throw;
        }

        _ = agent.WatchAsync();
        return agent;
    }

    public Task GoAsync(CancellationToken cancellationToken) => SignalAsync("SIGCONT", cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => SignalAsync("SIGTERM", cancellationToken);

    internal Task SignalAsync(string signal, CancellationToken cancellationToken) =>
        EngineWords.AskAsync(
            $"the engine does not send {signal} to the agent's container",
            _engine.Client.Containers.KillContainerAsync(_container.Id, new ContainerKillParameters { Signal = signal }, cancellationToken));

    public async ValueTask<string?> RefusalOfAsync(string said)
    {
        if (!SecurityInForce.MayHaveCaused(said))
            return null;
        try
        {
            return (await SecurityAsync(await InspectAsync())).Refusing(said);
        }
        catch (Exception e) when (e is DockerApiException or HttpRequestException or IOException or TimeoutException)
        {
            // What the agent said is the reason of the row without it.
            return null;
        }
    }

    public ValueTask DisposeAsync() => _container.DisposeAsync();

    // A sandbox: what it is to the machine is not what it says of itself, and its limits are its runtime's to keep.
    private async Task FollowAsync(HostConfig limits, string runtime, CancellationToken cancellationToken)
    {
        if ((await InspectAsync()).State is not { Running: true, Pid: > 0 and var first })
            return;
        var account = _engine.IsHere ? new SandboxAccount(first, _container.Id) : null;
        Account = account as IHostAccount ?? new UnseenAccount("the engine's machine is another than this one");
        if (RefusedLimits.Asks(limits) && !(account?.IsInGroup ?? await IsCountedAsync(cancellationToken)))
            throw new LaunchException(RefusedLimits.ByRuntime(limits, runtime));
    }

    // What is in a group of its own has used some time in it.
    private async Task<bool> IsCountedAsync(CancellationToken cancellationToken)
    {
        ContainerStatsResponse? stats = null;
        await _engine.Client.Containers.GetContainerStatsAsync(
            _container.Id,
            new ContainerStatsParameters { Stream = false, OneShot = true },
            new Answer<ContainerStatsResponse>(answer => stats = answer),
            cancellationToken);
        return ServiceCounters.Of(stats) is not null;
    }

    private Task<ContainerInspectResponse> InspectAsync() => _engine.Client.Containers.InspectContainerAsync(_container.Id);

    private async Task<ContainerEnding> EndingAsync(long code)
    {
        var seen = await InspectAsync();
        var ending = new ContainerEnding(code, _output.Errors) { OutOfMemory = seen.State?.OOMKilled ?? false, MemoryLimit = seen.HostConfig?.Memory ?? 0 };
        return ending.IsBadSystemCall || SecurityInForce.MayHaveCaused(ending.Errors)
            ? ending with { Refusal = (await SecurityAsync(seen)).Refusing(ending.IsBadSystemCall ? null : ending.Errors) }
            : ending;
    }

    private async Task<SecurityInForce> SecurityAsync(ContainerInspectResponse container) =>
        SecurityInForce.Of(await _engine.Client.System.GetSystemInfoAsync(), container);

    private async Task WatchAsync()
    {
        try
        {
            var code = await _container.GetExitCodeAsync();
            await Task.Delay(LastLines);
            Ending = (await EndingAsync(code)).ToString();
        }
        catch (Exception e)
        {
            Ending = $"the engine does not answer ({EngineWords.Of(e)})";
        }

        _output.Lines.Writer.TryComplete();
    }
}
