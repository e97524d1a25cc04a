namespace InterContainer.Transports.FileSystem;

/// <summary>Answers the requests that lie in the folder.</summary>
internal sealed class FileServer(MessageFolders folders, IResponder responder)
{
    private readonly RequestOrder _order = new();
    private byte[] _message = new byte[64 * 1024];
    private byte[] _reply = new byte[64 * 1024];

    /// <summary>Lists the folder once and answers those whose turn it is.</summary>
    public RequestOrder.Outcome Look() => MessageFolders.Guard(() =>
    {
        var names = Directory.GetFiles(folders.Requests);
        for (var i = 0; i < names.Length; i++)
            names[i] = Path.GetFileName(names[i]);
        return _order.Handle(names, Answer);
    });

    private void Answer(string name)
    {
        var path = Path.Combine(folders.Requests, name);
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
}
