using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using InterContainer.Protocol;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Execution;
using k8s;

namespace InterContainer.Runner.Clusters;

/// <summary>An agent in a container of a pod, spoken to by the one connection that is attached to it: when that ends, the agent does.</summary>
internal sealed class PodAgent : IAgentHandle
{
    // The cluster may know how a container ended a moment after its output did.
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);

    private readonly ClusterPods _pods;
    private readonly string _pod;
    private readonly string _container;
    private readonly WebSocket _socket;
    private readonly StreamDemuxer _streams;
    private readonly Stream _input;
    private readonly AgentOutput _output;
    private readonly Task _reading;
    private readonly Func<ValueTask> _disposed;

    private PodAgent(ClusterPods pods, string pod, string container, WebSocket socket, Func<ValueTask> disposed)
    {
        (_pods, _pod, _container, _socket, _disposed) = (pods, pod, container, socket, disposed);
        _output = new AgentOutput();
        _streams = new StreamDemuxer(socket);
        _input = _streams.GetStream(null, ChannelIndex.StdIn);
        var (said, errors) = (_streams.GetStream(ChannelIndex.StdOut, null), _streams.GetStream(ChannelIndex.StdErr, null));
        _streams.Start();
        _reading = ReadAsync(said, errors);
    }

    public ChannelReader<string> Output => _output.Lines.Reader;

    public string Ending { get; private set; } = "still running";

    /// <param name="pods">Of the run.</param>
    /// <param name="pod">A name.</param>
    /// <param name="container">Its name in the pod, which runs and waits.</param>
    /// <param name="assignment">What it does.</param>
    /// <param name="disposed">What is done afterwards.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <exception cref="LaunchException">It cannot be spoken to.</exception>
    public static async Task<PodAgent> AttachAsync(
        ClusterPods pods, string pod, string container, Assignment assignment, Func<ValueTask> disposed, CancellationToken cancellationToken)
    {
        var socket = await ClusterWords.AskAsync($"the cluster does not attach to the agent in {pod}", pods.Client.WebSocketNamespacedPodAttachAsync(
            pod, pods.Namespace, container, stderr: true, stdin: true, stdout: true, tty: false, cancellationToken: cancellationToken));
        var agent = new PodAgent(pods, pod, container, socket, disposed);
        await agent.SayAsync($"{JsonSerializer.Serialize(assignment with { StopAtEndOfInput = true }, ProtocolJson.WithSecrets)}\n", cancellationToken);
        return agent;
    }

    public Task GoAsync(CancellationToken cancellationToken) => SayAsync("\n", cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => SayAsync($"{Assignment.EndOfTransmission}", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _input.DisposeAsync();
        _streams.Dispose();
        _socket.Dispose();
        await _reading;
        _output.Dispose();
        await _disposed();
    }

    private async Task SayAsync(string text, CancellationToken cancellationToken)
    {
        try
        {
            await _input.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
        }
        catch (Exception e) when (ClusterWords.IsOfCluster(e) || e is ObjectDisposedException or InvalidOperationException)
        {
            throw new LaunchException($"the connection to the agent in {_pod} is gone: {ClusterWords.Of(e)}", e);
        }
    }

    private async Task ReadAsync(Stream said, Stream errors)
    {
        try
        {
            await Task.WhenAll(said.CopyToAsync(_output.Stdout), errors.CopyToAsync(_output.Stderr));
            Ending = await EndingAsync();
        }
        catch (Exception e) when (ClusterWords.IsOfCluster(e) || e is ObjectDisposedException or LaunchException or InvalidOperationException)
        {
            Ending = $"the connection to it is gone ({ClusterWords.Of(e)})";
        }

        _output.Lines.Writer.TryComplete();
    }

    private async Task<string> EndingAsync()
    {
        for (var end = Environment.TickCount64 + (long)EndTimeout.TotalMilliseconds; Environment.TickCount64 < end; await Task.Delay(100))
        {
            var pod = await _pods.ReadAsync(_pod, CancellationToken.None);
            var container = pod.Status?.ContainerStatuses?.FirstOrDefault(container => container.Name == _container);
            if (container?.State?.Terminated is { } terminated)
            {
                return new ContainerEnding(terminated.ExitCode, _output.Errors)
                {
                    OutOfMemory = terminated.Reason == "OOMKilled",
                    MemoryLimit = ClusterNode.Quantity(pod.Spec.Containers.First(one => one.Name == _container).Resources?.Limits, "memory"),
                }.ToString();
            }

            if (pod.Metadata.DeletionTimestamp is not null || pod.Status?.Reason is not null)
            {
                return "the cluster ends its pod"
                    + (pod.Status?.Reason is { } reason ? $" ({reason}: {ClusterWords.FirstLine(pod.Status.Message ?? "")})" : "");
            }
        }

        return "its output ended, and the cluster says that it runs";
    }
}
