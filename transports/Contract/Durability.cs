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

    private static readonly string[] InMemory = ["tmpfs", "ramfs", "devtmpfs", "rootfs"];

    /// <summary>What a write to a file has reached when it completes. A file system in memory has nothing stable, whatever is synced.</summary>
    /// <param name="fileSystem">As <see cref="DriveInfo.DriveFormat"/> names it.</param>
    /// <param name="isSynced">By fsync or what does the same.</param>
    public static string OfFile(string fileSystem, bool isSynced) =>
        InMemory.Contains(fileSystem) ? Memory : isSynced ? Disk : PageCache;
}
