using System.Net;
using System.Net.Sockets;
using InterContainer.Protocol;

namespace InterContainer.Tests.Agent;

public class KernelSocketsTests
{
    // As a kernel printed them; the headings are gone already.
    private static readonly (KernelSockets.Table Kind, IEnumerable<string> Lines)[] Recorded =
    [
        (KernelSockets.Table.Tcp,
        [
            "   0: 00000000:2328 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1654        0 101 1 0000000000000000 100 0 0 10 0",
            "   1: 030012AC:2328 020012AC:D2F0 01 00000000:00000000 00:00000000 00000000  1654        0 102 1 0000000000000000 20 4 31 10 -1",
            "   2: 030012AC:2328 020012AC:D2F2 01 00000000:00000000 00:00000000 00000000  1654        0 900 1 0000000000000000 20 4 31 10 -1",
            "   3: 030012AC:2328 020012AC:D2EE 06 00000000:00000000 03:0000176F 00000000     0        0 0 3 0000000000000000",
        ]),
        (KernelSockets.Table.Udp, ["  215: 00000000:2328 00000000:0000 07 00000000:00000000 00:00000000 00000000  1654        0 103 2 0000000000000000 0"]),
        (KernelSockets.Table.Unix,
        [
            "0000000000000000: 00000002 00000000 00010000 0001 01 104 /shared/pair_1.sock",
            "0000000000000000: 00000003 00000000 00000000 0001 03 105 /shared/pair_1.sock",
            "0000000000000000: 00000003 00000000 00000000 0001 03 106",
            "0000000000000000: 00000002 00000000 00010000 0001 01 107 /tmp/dotnet-diagnostic-1-2-socket",
        ]),
    ];

    [Fact]
    public void Held_sockets_are_counted_and_those_in_time_wait_too()
    {
        HashSet<string> held = ["101", "102", "103", "104", "105", "106", "107"];

        Assert.Equal(new SocketCounts(Open: 4, Listening: 2, TimeWait: 1), KernelSockets.Count(held, Recorded, isAlone: true));
        // What others left is not its own.
        Assert.Equal(new SocketCounts(Open: 4, Listening: 2, TimeWait: null), KernelSockets.Count(held, Recorded, isAlone: false));
    }

    [Fact]
    public void Of_a_namespace_the_connections_that_stand_are_counted() =>
        Assert.Equal(new SocketCounts(Open: 3, Listening: 2, TimeWait: 1), KernelSockets.Count(null, Recorded, isAlone: true));

    [Fact]
    public async Task Both_ends_of_a_connection_of_this_process_are_found()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems list no sockets.");
        var before = KernelSockets.OfThisProcess(isAlone: false)!;
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken);
        using var accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken);

        var after = KernelSockets.OfThisProcess(isAlone: false)!;

        // Other tests open and close sockets meanwhile, so this is a bound.
        Assert.True(after.Open >= 2 && after.Listening >= 1, $"{before}, then {after}");
        Assert.Null(after.TimeWait);
    }
}
