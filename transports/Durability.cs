namespace InterContainer.Transports;

/// <summary>What a message has reached when it is accepted: the values of the setting <see cref="Setting"/>, which every transport states.</summary>
public static class Durability
{
    /// <summary>Its key among <see cref="IInitiator.Settings"/>.</summary>
    public const string Setting = "durability";

    /// <summary>Buffers of the connection, which die with either end.</summary>
    public const string None = "none";

    /// <summary>Memory outside the ends, of a service or of the kernel: outlives an end, not a restart of what holds it.</summary>
    public const string Memory = "memory";

    /// <summary>The page cache: outlives every process, not a crash of the machine.</summary>
    public const string PageCache = "page-cache";

    /// <summary>Stable storage, by fsync or what does the same: outlives a crash of the machine.</summary>
    public const string Disk = "disk";
}
