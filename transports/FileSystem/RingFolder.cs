namespace InterContainer.Transports.FileSystem;

/// <summary>Where the ends of a channel's rings meet: a control file of the responder, and a file with two rings for each initiator.</summary>
internal sealed class RingFolder(PairEndpoints endpoints)
{
    /// <summary>In a ring file, before its rings: whether the responder has taken it, and whether the initiator has left.</summary>
    public const int HeaderBytes = 4096;

    /// <summary>The offset of the word that is 1 from when the responder has taken the file; in the control file: counts the initiators that came.</summary>
    public const int TakenOffset = 0;

    /// <summary>The offset of the word that is 1 from when the maker of the file has left in good order.</summary>
    public const int LeftOffset = 128;

    public const string InitiatorPattern = "initiator-*";

    private const string ResponderPattern = "responder-*";

    public string Root { get; } = Path.Combine(PairEndpoints.Need(endpoints.MemoryFolder, "folder in memory"), endpoints.Channel);

    /// <summary>Bytes of each ring.</summary>
    private int Capacity { get; } = endpoints.WholeNumber("ring") * 1024;

    private RingStrategy Strategy { get; } = Enum.Parse<RingStrategy>(endpoints.Options["wait"], ignoreCase: true);

    public int FileBytes => HeaderBytes + (2 * RingBytes);

    private int RingBytes => MemoryRing.ControlBytes + Capacity;

    public string NewInitiator() => Path.Combine(Root, $"initiator-{Guid.NewGuid():N}");

    /// <summary>Makes the folder anew. Rings of a dead responder are of no use to the next one.</summary>
    /// <exception cref="TransportException">Another responder serves there.</exception>
    public MappedFile Serve()
    {
        if (FindResponder() is not null)
            throw new TransportException($"Another responder serves in {Root} already.");
        Remove();
        Directory.CreateDirectory(Root);
        return MappedFile.Create(Path.Combine(Root, $"responder-{Guid.NewGuid():N}"), HeaderBytes);
    }

    /// <summary>The control file of the responder that lives; null: none.</summary>
    public string? FindResponder() => Directory.Exists(Root) ? Directory.GetFiles(Root, ResponderPattern).FirstOrDefault(MappedFile.IsHeld) : null;

    /// <summary>One end of the two rings in an initiator's file.</summary>
    public unsafe (MemoryRing Requests, MemoryRing Replies) Rings(MappedFile file, Action alive, int maxMessageBytes)
    {
        var wait = new RingWait(Strategy, alive);
        var requests = file.Address + HeaderBytes;
        return (new MemoryRing(requests, Capacity, wait, maxMessageBytes), new MemoryRing(requests + RingBytes, Capacity, wait, maxMessageBytes));
    }

    public void Remove()
    {
        if (Directory.Exists(Root))
            Directory.Delete(Root, recursive: true);
    }
}
