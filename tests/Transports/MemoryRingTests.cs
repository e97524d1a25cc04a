using System.Runtime.InteropServices;
using InterContainer.Transports;
using InterContainer.Transports.FileSystem;

namespace InterContainer.Tests.Transports;

public sealed class MemoryRingTests : IDisposable
{
    private const int Capacity = 256;
    private const int MaxMessageBytes = 4096;
    private readonly nint _memory;

    public unsafe MemoryRingTests()
    {
        _memory = (nint)NativeMemory.AlignedAlloc(MemoryRing.ControlBytes + Capacity, 128);
        NativeMemory.Clear((void*)_memory, MemoryRing.ControlBytes + Capacity);
    }

    public static TheoryData<string> Strategies => [.. Enum.GetNames<RingStrategy>()];

    public unsafe void Dispose() => NativeMemory.AlignedFree((void*)_memory);

    [Fact]
    public void Messages_of_every_length_pass_at_every_place_of_the_circle()
    {
        var (writer, reader) = (End(RingStrategy.Spin), End(RingStrategy.Spin));
        // Up to half of the circle passes with no one at the other end; lengths and places in the circle meet in all ways.
        for (var i = 0; i < 5000; i++)
        {
            var message = Message(i, i % ((Capacity / 2) - 4));
            writer.Write(message, TestContext.Current.CancellationToken);
            Assert.Equal(message, reader.Read(TestContext.Current.CancellationToken).ToArray());
            reader.Release();
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public async Task Two_threads_pass_messages_of_any_length_in_order(string strategy)
    {
        var ct = TestContext.Current.CancellationToken;
        var (writer, reader) = (End(Enum.Parse<RingStrategy>(strategy)), End(Enum.Parse<RingStrategy>(strategy)));
        var random = new Random(1);
        int[] lengths = [.. Enumerable.Range(0, 3000).Select(_ => random.Next(4) == 0 ? random.Next(MaxMessageBytes + 1) : random.Next(100))];
        var writing = Task.Run(() =>
        {
            for (var i = 0; i < lengths.Length; i++)
                writer.Write(Message(i, lengths[i]), ct);
        }, ct);
        await Task.Run(() =>
        {
            for (var i = 0; i < lengths.Length; i++)
            {
                Assert.Equal(Message(i, lengths[i]), reader.Read(ct).ToArray());
                reader.Release();
            }
        }, ct);
        await writing;
    }

    [Fact]
    public void A_full_ring_holds_its_writer_up()
    {
        var writer = End(RingStrategy.Adaptive);
        using var limited = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));
        var accepted = 0;

        Assert.Throws<OperationCanceledException>(() =>
        {
            while (accepted < 1000)
            {
                writer.Write(new byte[60], limited.Token);
                accepted++;
            }
        });
        Assert.Equal(Capacity / 64, accepted);
    }

    [Fact]
    public void Waiting_for_a_dead_end_ends_soon()
    {
        foreach (var strategy in Enum.GetValues<RingStrategy>())
        {
            var reader = End(strategy, () => throw new TransportException("gone"));
            Assert.Throws<TransportException>(() => Take(reader));
        }
    }

    [Fact]
    public void An_impossible_length_is_no_message()
    {
        End(RingStrategy.Spin).Write(new byte[8], TestContext.Current.CancellationToken);
        Marshal.WriteInt32(_memory + MemoryRing.ControlBytes, MaxMessageBytes + 1);

        Assert.Throws<TransportException>(() => Take(End(RingStrategy.Spin)));
    }

    private static byte[] Message(int seed, int length)
    {
        var message = new byte[length];
        new Random(seed).NextBytes(message);
        return message;
    }

    private static void Take(MemoryRing reader) => reader.Read(TestContext.Current.CancellationToken);

    private MemoryRing End(RingStrategy strategy) => End(strategy, () => { });

    private unsafe MemoryRing End(RingStrategy strategy, Action alive) => new((byte*)_memory, Capacity, new RingWait(strategy, alive), MaxMessageBytes);
}
