using System.Threading.Channels;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using InterContainer.Runner.Launching;

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

    public static async Task<ContainerAgent> StartAsync(Engine engine, Func<IOutputConsumer, IContainer> build, CancellationToken cancellationToken)
    {
        var output = new AgentOutput();
        var agent = new ContainerAgent(engine, build(output), output);
        try
        {
            // Whole: what the engine was asked for and nobody waits for would be there after everything was removed.
            await agent._container.StartAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
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
        _engine.Client.Containers.KillContainerAsync(_container.Id, new ContainerKillParameters { Signal = signal }, cancellationToken);

    public ValueTask DisposeAsync() => _container.DisposeAsync();

    private async Task<bool> RanOutOfMemoryAsync() =>
        (await _engine.Client.Containers.InspectContainerAsync(_container.Id)).State?.OOMKilled ?? false;

    private async Task WatchAsync()
    {
        try
        {
            var code = await _container.GetExitCodeAsync();
            await Task.Delay(LastLines);
            var errors = await RanOutOfMemoryAsync() ? "killed by its memory limit" : _output.Errors;
            Ending = errors.Length == 0 ? $"exit code {code}" : $"exit code {code}, {errors}";
        }
        catch (Exception e)
        {
            Ending = $"the engine does not answer ({e.GetBaseException().Message.ReplaceLineEndings(" ")})";
        }

        _output.Lines.Writer.TryComplete();
    }
}
