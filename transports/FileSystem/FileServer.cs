namespace InterContainer.Transports.FileSystem;

/// <summary>Answers the requests that lie in the folder.</summary>
internal abstract class FileServer(MessageFolders folders, IResponder responder)
{
    private byte[] _message = new byte[64 * 1024];
    private byte[] _reply = new byte[64 * 1024];

    /// <summary>In the order they were sent; or, where responders compete, those that it can claim.</summary>
    public static FileServer Of(PairEndpoints endpoints, MessageFolders folders, IResponder responder) =>
        endpoints.Responders == 1 ? new InOrder(folders, responder) : new Claiming(endpoints, folders, responder);

    /// <summary>Lists the folder once and answers those whose turn it is.</summary>
    public RequestOrder.Outcome Poll() => MessageFolders.Guard(() =>
    {
        var names = Directory.GetFiles(folders.Requests);
        for (var i = 0; i < names.Length; i++)
            names[i] = Path.GetFileName(names[i]);
        return Answer(names);
    });

    protected abstract RequestOrder.Outcome Answer(string[] names);

    /// <summary>Answers a request and removes it.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="path">Where it lies.</param>
    protected void Answer(string name, string path)
    {
        var length = MessageFiles.Read(path, ref _message);
        if (_reply.Length < length)
            _reply = new byte[length];
        var answer = responder.Respond(_message.AsSpan(0, length), _reply);
        if (answer != IResponder.NoReply)
            Reply(name, answer);
        // Last: a responder that dies before finds the message again.
        File.Delete(path);
    }

    private void Reply(string name, int length)
    {
        var replies = folders.Replies(RequestOrder.Initiator(name));
        if (Directory.Exists(replies))
            MessageFiles.Write(_reply.AsSpan(0, length), Path.Combine(folders.Writing, $"reply-{name}"), Path.Combine(replies, name));
    }

    private sealed class InOrder(MessageFolders folders, IResponder responder) : FileServer(folders, responder)
    {
        private readonly string _requests = folders.Requests;
        private readonly RequestOrder _order = new();

        protected override RequestOrder.Outcome Answer(string[] names) => _order.Handle(names, name => Answer(name, Path.Combine(_requests, name)));
    }

    /// <summary>Takes a request by renaming it: of several that try, the file system lets one.</summary>
    private sealed class Claiming : FileServer
    {
        private readonly string _requests;
        private readonly string _claimed;

        public Claiming(PairEndpoints endpoints, MessageFolders folders, IResponder responder)
            : base(folders, responder)
        {
            (_requests, _claimed) = (folders.Requests, folders.Claimed);
            // What one that died had claimed is open to all again.
            foreach (var left in endpoints.RecoversState ? Directory.GetFiles(_claimed) : [])
                File.Move(left, Path.Combine(_requests, Path.GetFileName(left)));
        }

        protected override RequestOrder.Outcome Answer(string[] names)
        {
            Array.Sort(names, StringComparer.Ordinal);
            var handled = 0;
            foreach (var name in names.Where(name => RequestOrder.Number(name) is not null))
            {
                var claim = Path.Combine(_claimed, name);
                if (!MessageFiles.Claim(Path.Combine(_requests, name), claim))
                    continue;
                Answer(name, claim);
                handled++;
            }

            return new RequestOrder.Outcome(handled, Missing: false);
        }
    }
}
