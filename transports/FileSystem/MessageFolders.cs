using System.Globalization;

namespace InterContainer.Transports.FileSystem;

/// <summary>The folders of a channel. A reply has the name of its request.</summary>
internal sealed class MessageFolders(PairEndpoints endpoints)
{
    public string Root { get; } = Path.Combine(PairEndpoints.Need(endpoints.SharedFolder, "shared folder"), endpoints.Channel);

    public string Requests => Path.Combine(Root, "requests");

    /// <summary>Of this one of several responders: what it has taken and not yet answered.</summary>
    public string Claimed => Path.Combine(Root, string.Create(CultureInfo.InvariantCulture, $"claimed-{endpoints.ResponderIndex}"));

    /// <summary>On the file system of the others: what is complete is renamed from here.</summary>
    public string Writing => Path.Combine(Root, "writing");

    public string Replies(ReadOnlySpan<char> initiator) => Path.Combine(Root, $"replies-{initiator}");

    /// <summary>For a responder. Of several, the first makes what all share.</summary>
    public void Make()
    {
        if (endpoints.ResponderIndex > 0)
            Demand();
        else if (!endpoints.RecoversState)
            Clear();
        Directory.CreateDirectory(Writing);
        Directory.CreateDirectory(Requests);
        if (endpoints.Responders > 1)
            Directory.CreateDirectory(Claimed);
    }

    /// <summary>For a responder. Of several, the first removes what all share.</summary>
    public void Remove()
    {
        if (endpoints.ResponderIndex == 0)
            Clear();
    }

    private void Clear()
    {
        if (Directory.Exists(Root))
            Directory.Delete(Root, recursive: true);
    }

    /// <exception cref="TransportException">No responder made them.</exception>
    public void Demand()
    {
        if (!Directory.Exists(Requests))
            throw new TransportException($"No responder serves in {Root}.");
    }

    public const string Removed = "The shared folder was removed";

    /// <summary>Turns what a file system refuses into one line.</summary>
    public static T Guard<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (DirectoryNotFoundException e)
        {
            throw new TransportException($"{Removed}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new TransportException($"The shared folder failed: {e.Message}", e);
        }
    }
}
