namespace InterContainer.Transports.FileSystem;

/// <summary>
/// A file for each message on the shared folder, as in a maildir: written in another folder, renamed into place, found by listing
/// the folder at an interval, removed when read.
/// </summary>
internal sealed class FilePoll : ITransport
{
    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "file-poll",
        Family = Family.Filesystem,
        Summary = "a file a message on a shared folder, renamed into place; both ends poll at an interval",
        Needs = Needs.SharedFolder,
        Delivery = Delivery.ExactlyOnce,
        OverloadBehaviour = OverloadBehaviour.UnboundedQueue,
        SurvivesResponderRestart = true,
        LoadSharing = LoadSharing.CompetingConsumers,
        MaxInFlight = Traits.ManyInFlight,
        Options = [TransportOption.Duration("interval", "1ms", TimeSpan.FromSeconds(5))],
    };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken)
    {
        var folders = new MessageFolders(endpoints);
        return new(MessageFolders.Guard(() =>
        {
            folders.Make();
            var server = FileServer.Of(endpoints, folders, responder);
            return new PollingServer(endpoints.Duration("interval"), () => server.Poll() is { Handled: > 0 } or { Missing: true }, folders.Remove);
        }));
    }

    /// <inheritdoc/>
    public ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var folders = new MessageFolders(endpoints);
        folders.Demand();
        var timer = new PollTimer(endpoints.Duration("interval"));
        return new(FileInitiator.Of(Traits, folders, endpoints, _ => (timer.Wait, () => { })));
    }
}
