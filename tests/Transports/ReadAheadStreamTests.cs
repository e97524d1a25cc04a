using InterContainer.Transports.Mqtt;

namespace InterContainer.Tests.Transports;

public class ReadAheadStreamTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1000, 7)]
    [InlineData(200_000, 4096)]
    [InlineData(200_000, 300_000)]
    public async Task Hands_out_every_byte_in_order_and_asks_for_as_much_as_there_is(int length, int piece)
    {
        var sent = new byte[length];
        new Random(1).NextBytes(sent);
        var connection = new Counted(sent);
        await using var stream = new ReadAheadStream(connection);

        var received = new MemoryStream();
        var buffer = new byte[piece];
        for (int read; (read = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0;)
            await received.WriteAsync(buffer.AsMemory(0, read), TestContext.Current.CancellationToken);

        Assert.Equal(sent, received.ToArray());
        // 64 KiB each, and one that finds the end.
        Assert.Equal(((length + 65_535) / 65_536) + 1, connection.Reads);
    }

    [Fact]
    public async Task What_is_written_goes_to_the_connection_which_is_disposed_with_it()
    {
        var connection = new MemoryStream();
        var stream = new ReadAheadStream(connection);

        await stream.WriteAsync(new byte[] { 1, 2, 3 }, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2, 3], connection.ToArray());
        await stream.DisposeAsync();

        Assert.False(connection.CanWrite);
    }

    private sealed class Counted(byte[] bytes) : MemoryStream(bytes)
    {
        public int Reads { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Reads++;
            return base.ReadAsync(buffer, cancellationToken);
        }
    }
}
