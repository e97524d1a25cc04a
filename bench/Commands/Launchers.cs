using InterContainer.Runner;
using InterContainer.Runner.Clusters;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Processes;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Commands;

/// <summary>Where a run takes place: the launcher, and the engine where there is one.</summary>
internal sealed class Launchers : IAsyncDisposable
{
    private readonly Cluster? _cluster;

    private Launchers(ILauncher launcher, Engine? engine, HostInfo host, Cluster? cluster = null)
    {
        Launcher = launcher;
        Engine = engine;
        Host = host;
        _cluster = cluster;
    }

    public ILauncher Launcher { get; }

    /// <summary>Null: no containers of this machine's engine take part.</summary>
    public Engine? Engine { get; }

    /// <summary>The fingerprint of where pairs run.</summary>
    public HostInfo Host { get; }

    /// <summary>The launcher that was asked for, or the best there is; says in one line which one and why.</summary>
    /// <exception cref="LaunchException">Containers were asked for and cannot be had.</exception>
    public static async Task<Launchers> ChooseAsync(RunRequest request, string run, Action<string> say, CancellationToken cancellationToken)
    {
        if (request.Isolation == Isolation.Process)
        {
            if (request.Images.Count > 0)
                say("--image is for containers; processes need none.");
            return OfProcesses(request, say);
        }

        if (request.Isolation == Isolation.Kubernetes)
            return await OfClusterAsync(request, run, say, cancellationToken);

        Engine? engine = null;
        try
        {
            engine = await Engine.ConnectAsync(cancellationToken);
            var launcher = new ContainerLauncher(engine, run, request.Plugins, Cores(request, engine.Processors, say), say, request.Images, request.Services);
            await launcher.PrepareAgentImageAsync(cancellationToken);
            if (!engine.IsHere)
            {
                say("The containers run on another kernel than this command: steal, other load and CPU pressure are not known, "
                    + "and the engine does not tell the processor's model.");
            }

            return new Launchers(launcher, engine, Fingerprint.Of(engine));
        }
        catch (LaunchException e) when (request.Isolation is null)
        {
            engine?.Dispose();
            say($"Measuring between processes, not containers: {e.Message}.");
            return OfProcesses(request, say);
        }
        catch (LaunchException e)
        {
            engine?.Dispose();
            throw new LaunchException(
                request.Resumes
                    ? $"{ResumedRun.Option}: the run was begun in containers, and {e.Message}."
                    : $"--isolation container: {e.Message}. Or give --isolation process.",
                e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Launcher.DisposeAsync();
        Engine?.Dispose();
        _cluster?.Dispose();
    }

    private static async Task<Launchers> OfClusterAsync(RunRequest request, string run, Action<string> say, CancellationToken cancellationToken)
    {
        var agent = request.Images.GetValueOrDefault(ContainerImages.Agent) ?? throw new UsageException(
            "--isolation kubernetes: the nodes take the agent's image from a registry; push it there, and name it with --image agent=REFERENCE "
                + "(docs/kubernetes.md says how).");
        var cluster = await Cluster.ConnectAsync(request.Cluster.Context, cancellationToken);
        var launcher = new KubernetesLauncher(
            cluster,
            new ClusterChoice
            {
                Agent = agent,
                Namespace = request.Cluster.Namespace,
                ServerNode = request.Cluster.ServerNode,
                ClientNode = request.Cluster.ClientNode,
                Images = request.Images,
            },
            run,
            request.Services,
            say);
        try
        {
            await launcher.PrepareNamespaceAsync(cancellationToken);
            return new Launchers(launcher, null, await Fingerprint.OfAsync(cluster, cancellationToken), cluster);
        }
        catch
        {
            await launcher.DisposeAsync();
            cluster.Dispose();
            throw;
        }
    }

    private static Launchers OfProcesses(RunRequest request, Action<string> say) =>
        new(new ProcessLauncher(request.Services, request.Plugins, Cores(request, Environment.ProcessorCount, say)), null, Fingerprint.Of(null));

    private static CorePlan? Cores(RunRequest request, int processors, Action<string> say)
    {
        if (!request.Pins)
            return null;
        var plan = CorePlan.Of(processors);
        say(plan switch
        {
            null => "--pin: there is one processor, so nothing is pinned.",
            { Services: null } => "--pin: of two processors each end has its own; services share both.",
            _ => $"--pin: processors {plan.Initiator} for the initiator, {plan.Responder} for the responder, {plan.Services} for services.",
        });
        return plan;
    }
}
