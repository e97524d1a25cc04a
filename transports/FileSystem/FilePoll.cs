namespace InterContainer.Transports.FileSystem;

/// <summary>
/// A file for each message on the shared folder, as in a maildir: written beside, renamed into place, found by listing the
/// folder at an interval, removed when read.
/// </summary>
internal sealed class FilePoll : ITransport
{
    /// <inheritdoc/>
    public Traits Traits { get; } = new()
    {
        Name = "file-poll",
        Family = Family.Filesystem,
        Summary = "a file a message on a shared folder, renamed into place; both ends look again at an interval",
        Needs = Needs.SharedFolder,
        Delivery = Delivery.ExactlyOnce,
        SlowResponder = SlowResponder.UnboundedQueue,
        SurvivesResponderRestart = true,
        WorkSharing = WorkSharing.ByMessage,
        MaxInFlight = Traits.ManyInFlight,
        Options = [TransportOption.Duration("interval", "1ms", TimeSpan.FromSeconds(5))],
    };

    /// <inheritdoc/>
    public ValueTask<IAsyncDisposable> ServeAsync(Wiring wiring, IResponder responder, CancellationToken cancellationToken)
    {
        var folders = new MessageFolders(wiring);
        return new(MessageFolders.Guard(() =>
        {
            folders.Make();
            var server = FileServer.Of(wiring, folders, responder);
            return new PollingServer(wiring.Duration("interval"), () => server.Look() is { Handled: > 0 } or { Missing: true }, folders.Remove);
        }));
    }

    /// <inheritdoc/>
    public ValueTask<IInitiator> ConnectAsync(Wiring wiring, CancellationToken cancellationToken)
    {
        var folders = new MessageFolders(wiring);
        folders.Demand();
        var timer = new PollTimer(wiring.Duration("interval"));
        return new(FileInitiator.Of(Traits, folders, wiring, _ => (timer.Wait, () => { })));
    }
}
