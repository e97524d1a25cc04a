using DotNet.Testcontainers.Builders;

namespace InterContainer.Runner.Containers;

/// <summary>The network of one pair: how containers are put on it, and where the initiator reaches the responders. Disposal removes it.</summary>
internal abstract class PairNetwork : IAsyncDisposable
{
    /// <summary>On which responders listen where each has its own addresses.</summary>
    public const int OrdinaryPort = 9000;

    /// <summary>The address on which responders and their ports are bound, as they see it.</summary>
    public virtual string ListensOn => "0.0.0.0";

    /// <summary>Whether each container has its interfaces to itself, so that what they count is what it sent.</summary>
    public virtual bool HasOwnInterfaces => true;

    /// <summary>What of it is in force, for the results.</summary>
    public virtual IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>();

    /// <summary>The services that are on it, in order.</summary>
    protected IReadOnlyList<ServiceContainer> Services { get; private set; } = [];

    /// <summary>Where a responder listens, as it sees it.</summary>
    /// <param name="responder">From 0.</param>
    public virtual int ListeningPort(int responder) => OrdinaryPort;

    /// <summary>A responder's name or address, as the initiator dials it.</summary>
    /// <param name="responder">From 0.</param>
    public abstract string Host(int responder);

    /// <summary>The port that the initiator dials.</summary>
    /// <param name="responder">From 0.</param>
    public virtual int DialledPort(int responder) => ListeningPort(responder);

    /// <summary>Puts a container on it.</summary>
    /// <param name="container">Of an end.</param>
    /// <param name="responder">Which one it is, from 0; null: the initiator.</param>
    public abstract ContainerBuilder Attach(ContainerBuilder container, int? responder);

    /// <summary>Lets the ends reach services. Called once, before a container is attached.</summary>
    public async Task JoinAsync(IReadOnlyList<ServiceContainer> services, CancellationToken cancellationToken)
    {
        Services = services;
        await Task.WhenAll(services.Select((service, index) => JoinAsync(service, index, cancellationToken)));
        await CompleteAsync(cancellationToken);
    }

    /// <summary>Told that a responder's container runs.</summary>
    /// <param name="responder">From 0.</param>
    /// <param name="container">Its id.</param>
    public virtual Task StartedAsync(int responder, string container) => Task.CompletedTask;

    /// <summary>Completes once it is known where the responders are.</summary>
    /// <param name="responders">How many.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public virtual Task LocateAsync(int responders, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Looks at what is in the path while messages flow.</summary>
    public virtual void Sample()
    {
    }

    /// <summary>Removes what was made for the pair.</summary>
    public abstract ValueTask DisposeAsync();

    /// <summary>Lets the ends reach one service.</summary>
    /// <param name="service">Which.</param>
    /// <param name="index">Its place among them, from 0.</param>
    /// <param name="cancellationToken">Ends it.</param>
    protected abstract Task JoinAsync(ServiceContainer service, int index, CancellationToken cancellationToken);

    /// <summary>Makes what needs the services in place.</summary>
    protected virtual Task CompleteAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The name of a responder among containers of the same network.</summary>
    /// <param name="responder">From 0.</param>
    protected static string NameOf(int responder) => responder == 0 ? "responder" : FormattableString.Invariant($"responder-{responder}");
}
