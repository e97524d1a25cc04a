namespace InterContainer.Transports.FileSystem;

/// <summary>
/// The files of <see cref="FilePoll"/> without its interval: inotify wakes the end that waits. Both ends prove at their start that events
/// arrive, and fail where none does within 2 s. An end that was woken lists the folder, so events that the kernel drops cost no message.
/// </summary>
internal sealed class FileWatch : ITransport
{
    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "file-watch",
        Family = Family.Filesystem,
        Summary = "a file a message on a shared folder, renamed into place; inotify wakes the end that waits",
        Needs = Needs.SharedFolder,
        Delivery = Delivery.ExactlyOnce,
        OverloadBehaviour = OverloadBehaviour.UnboundedQueue,
        SurvivesResponderRestart = true,
        LoadSharing = LoadSharing.CompetingConsumers,
        MaxInFlight = Traits.ManyInFlight,
    };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken)
    {
        var folders = new MessageFolders(endpoints);
        return new(MessageFolders.Guard(() =>
        {
            folders.Make();
            var events = new FileEvents(folders.Requests, folders.Writing);
            var server = FileServer.Of(endpoints, folders, responder);
            return new PollingServer(events.Wait, () => server.Poll().Missing, () =>
            {
                events.Dispose();
                folders.Remove();
            });
        }));
    }

    /// <inheritdoc/>
    public ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken)
    {
        var folders = new MessageFolders(endpoints);
        folders.Demand();
        return new(FileInitiator.Of(Traits, folders, endpoints, replies =>
        {
            var events = new FileEvents(replies, folders.Writing);
            return (events.Wait, events.Dispose);
        }));
    }
}
