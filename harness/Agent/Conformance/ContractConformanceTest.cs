using System.Globalization;
using System.Security.Cryptography;
using InterContainer.Agent.Control;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Conformance;

/// <summary>Examines every must of <see cref="IInitiator"/> against a responder that echoes.</summary>
internal sealed class ContractConformanceTest(ITransport transport, PairEndpoints endpoints, CancellationToken stop)
{
    public const int InOrder = 10_000;

    // Nothing that works takes that, 10,000 messages that are flushed to a slow disk one by one neither.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);

    private static readonly int[] Sizes = [0, 1, 31, 64, 1024, 64 * 1024, 1024 * 1024];

    private readonly Traits _traits = transport.Traits;
    private readonly List<Finding> _findings = [];
    private readonly List<MessageSource> _sources = [];
    private long _cancelled;

    public async Task<FindingsLine> RunAsync()
    {
        foreach (var size in Sizes.Where(size => size < _traits.MaxPayloadBytes).Append(_traits.MaxPayloadBytes))
            await CheckAsync(
                string.Create(CultureInfo.InvariantCulture, $"a message of {size} bytes comes back as it was sent"),
                initiator => EchoAsync(initiator, RandomNumberGenerator.GetBytes(size)));
        await CheckAsync("one byte above the limit is refused, and the next message is not", RefusalAsync);
        await CheckAsync("every byte value survives", initiator => EchoAsync(initiator, [.. Enumerable.Range(0, 1024).Select(i => (byte)i)]));
        await CheckAsync("messages one after another are accepted, and the last is acknowledged", InOrderAsync);
        await CheckAsync("two initiators at once see their own replies only", TwoAtOnceAsync);
        await CheckAsync("a cancelled exchange returns within 1 s", CancelAsync);
        await CheckAsync("neither connecting nor cancelling leaks a descriptor", _ => LeakAsync());
        return new FindingsLine(_findings, _sources.Sum(source => source.Count) - _cancelled, _cancelled);
    }

    // As every initiator does.
    private Task<IInitiator> ConnectAsync() => Retry.TryAsync(() => transport.ConnectAsync(endpoints, stop), Assignment.UsualConnectLimitSeconds, stop);

    private async Task CheckAsync(string check, Func<IInitiator, Task> examine)
    {
        string? trouble = null;
        try
        {
            await using var initiator = await ConnectAsync();
            // A hang is a finding, and the others are still wanted.
            await examine(initiator).WaitAsync(Longest, stop);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            trouble = Cause.Of(e);
        }

        _findings.Add(new Finding(check, trouble));
    }

    private async Task EchoAsync(IInitiator initiator, byte[] message)
    {
        var reply = new byte[message.Length];
        var length = await initiator.ExchangeAsync(message, reply, stop);
        Demand(length == message.Length, $"{message.Length} bytes were sent and {length} came back");
        Demand(reply.AsSpan().SequenceEqual(message), "what came back differs from what was sent");
    }

    private async Task RefusalAsync(IInitiator initiator)
    {
        var tooLarge = new byte[_traits.MaxPayloadBytes + 1];
        await RefusedAsync(async () => await initiator.ExchangeAsync(tooLarge, tooLarge, stop));
        await RefusedAsync(async () => await initiator.SendAsync(tooLarge, stop));
        await EchoAsync(initiator, RandomNumberGenerator.GetBytes(64));
    }

    private async Task RefusedAsync(Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (TransportException e) when (e.Message.Contains(_traits.MaxPayloadBytes.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
        {
            return;
        }

        throw new TransportException("it was accepted, or refused without naming the limit");
    }

    private async Task InOrderAsync(IInitiator initiator)
    {
        var source = NewSource();
        for (var i = 0; i < InOrder; i++)
            await initiator.SendAsync(source.Next(Wants.Nothing, Phase.Measured), stop);
        var reply = new byte[64];
        var (length, sequence) = await new Acknowledged(initiator, _traits, source).AskAsync(Phase.Measured, reply, stop);
        Demand(
            MessageHeader.TryRead(reply.AsSpan(0, length), out var header) && header.Sequence == sequence,
            "the reply is not to the message that was sent last");
    }

    private async Task TwoAtOnceAsync(IInitiator one)
    {
        await using var other = await ConnectAsync();
        // Longer than any exchange at a poll interval of 1 ms needs for the two to meet often, and short at one of 100 ms.
        var until = MonotonicClock.NowNs + 500_000_000;
        await Task.WhenAll(new[] { one, other }.Select(initiator => Task.Run(
            async () =>
            {
                do
                    await EchoAsync(initiator, RandomNumberGenerator.GetBytes(100));
                while (MonotonicClock.NowNs < until);
            },
            stop)));
    }

    private async Task CancelAsync(IInitiator initiator)
    {
        var took = await CancelledAfterNsAsync(initiator, TimeSpan.FromMilliseconds(200));
        Demand(took <= 1_200_000_000, $"it returned {took / 1_000_000} ms after its start; it was cancelled after 200 ms");
    }

    // A message that wants no reply, exchanged: its reply never comes, unless the transport says at once that there is none.
    private async Task<long> CancelledAfterNsAsync(IInitiator initiator, TimeSpan timeout)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limited.CancelAfter(timeout);
        var message = NewSource().Next(Wants.Nothing, Phase.Measured);
        _cancelled++;
        var start = MonotonicClock.NowNs;
        try
        {
            await Task.Run(async () => await initiator.ExchangeAsync(message, new byte[64], limited.Token), stop);
            throw new InvalidOperationException("a reply came that no responder gave");
        }
        catch (Exception e) when (e is OperationCanceledException or TransportException)
        {
            return MonotonicClock.NowNs - start;
        }
    }

    private async Task LeakAsync()
    {
        const int rounds = 20;
        await ComeAndGoAsync();
        var before = Descriptors();
        for (var i = 0; i < rounds; i++)
            await ComeAndGoAsync();
        for (var tries = 0; tries < 20 && Descriptors() > before + (rounds / 4); tries++)
            await Task.Delay(100, stop);
        var after = Descriptors();
        Demand(after <= before + (rounds / 4), $"{before} descriptors were open, and {after} after {rounds} connections were disposed of");
    }

    private async Task ComeAndGoAsync()
    {
        await using var initiator = await ConnectAsync();
        await CancelledAfterNsAsync(initiator, TimeSpan.FromMilliseconds(10));
    }

    // One an initiator: no transport guarantees an order between the messages of two.
    private MessageSource NewSource()
    {
        _sources.Add(new MessageSource(64, (ushort)_sources.Count));
        return _sources[^1];
    }

    // Assemblies are opened when first needed, and stay open.
    private static int Descriptors() => Directory.Exists("/proc/self/fd")
        ? Directory.GetFileSystemEntries("/proc/self/fd").Count(path => new FileInfo(path).LinkTarget?.EndsWith(".dll", StringComparison.Ordinal) != true)
        : 0;

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
            throw new TransportException(otherwise);
    }
}
