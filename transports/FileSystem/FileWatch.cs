namespace InterContainer.Transports.FileSystem;

/// <summary>
/// The files of <see cref="FilePoll"/>, but nobody looks at an interval: inotify wakes the end that waits. Both ends prove at their start that events
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
        SlowResponder = SlowResponder.UnboundedQueue,
        SurvivesResponderRestart = true,
        WorkSharing = WorkSharing.ByMessage,
        MaxInFlight = Traits.ManyInFlight,
    };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(Wiring wiring, IResponder responder, CancellationToken cancellationToken)
    {
        var folders = new MessageFolders(wiring);
        return new(MessageFolders.Guard(() =>
        {
            folders.Make();
            var events = new FileEvents(folders.Requests, folders.Writing);
            var server = FileServer.Of(wiring, folders, responder);
            return new PollingServer(events.Wait, () => server.Look().Missing, () =>
            {
                events.Dispose();
                folders.Remove();
            });
        }));
    }

    /// <inheritdoc/>
    public ValueTask<IInitiator> ConnectAsync(Wiring wiring, CancellationToken cancellationToken)
    {
        var folders = new MessageFolders(wiring);
        folders.Demand();
        return new(FileInitiator.Of(Traits, folders, wiring, replies =>
        {
            var events = new FileEvents(replies, folders.Writing);
            return (events.Wait, events.Dispose);
        }));
    }
}
