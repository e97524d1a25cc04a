using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>What an accepted message has reached is what the file system under it gives.</summary>
public sealed class DurabilityTests
{
    [Theory]
    [InlineData("ext4", true, Durability.Disk)]
    [InlineData("ext4", false, Durability.PageCache)]
    [InlineData("tmpfs", true, Durability.Memory)]
    [InlineData("tmpfs", false, Durability.Memory)]
    [InlineData("ramfs", true, Durability.Memory)]
    public void A_file_is_as_durable_as_its_file_system(string fileSystem, bool isSynced, string reached) =>
        Assert.Equal(reached, Durability.OfFile(fileSystem, isSynced));

    [Theory]
    [InlineData("sqlite-poll")]
    [InlineData("file-poll")]
    [InlineData("file-watch")]
    public async Task In_memory_an_accepted_message_is_in_memory(string transport)
    {
        const string memory = "/dev/shm";
        Assert.SkipUnless(Directory.Exists(memory), $"Needs {memory}.");
        var folder = Directory.CreateDirectory(Path.Combine(memory, $"durability-tests-{Guid.NewGuid():N}"));
        try
        {
            var choice = TransportChoice.Parse(transport, Catalogue.BuiltIn);
            var endpoints = new PairEndpoints { Channel = "pair", SharedFolder = folder.FullName, Options = choice.Options };
            await using var serving = await choice.Transport.ServeAsync(endpoints, new Echo(), TestContext.Current.CancellationToken);
            await using var initiator = await choice.Transport.ConnectAsync(endpoints, TestContext.Current.CancellationToken);

            Assert.Equal((Durability.Memory, "tmpfs"), (initiator.Settings[Durability.Setting], initiator.Settings["fileSystem"]));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("/", "overlay")]
    [InlineData("/var/lib/postgresql/data", "tmpfs")]
    [InlineData("/var/lib/postgresql/data/base", "tmpfs")]
    [InlineData("/var/lib/postgresql/database", "ext4")]
    [InlineData("/my folder/data", "xfs")]
    public void The_file_system_of_a_path_is_that_of_the_innermost_mount(string path, string type) => Assert.Equal(type, MountInfo.FileSystemOf(path, """
        1 0 0:30 / / rw,relatime master:1 - overlay overlay rw,lowerdir=/a:/b
        2 1 8:1 /volumes /var/lib/postgresql rw - ext4 /dev/sda1 rw
        3 2 8:1 /volumes/x /var/lib/postgresql/data rw shared:7 master:2 - ext4 /dev/sda1 rw
        4 3 0:44 / /var/lib/postgresql/data rw - tmpfs tmpfs rw,size=1g
        5 1 8:2 / /my\040folder rw - xfs /dev/sdb1 rw
        """));

    private sealed class Echo : IResponder
    {
        public int Respond(ReadOnlySpan<byte> message, Span<byte> reply)
        {
            message.CopyTo(reply);
            return message.Length;
        }
    }
}
