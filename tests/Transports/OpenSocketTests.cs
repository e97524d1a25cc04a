using System.Net;
using System.Net.Sockets;
using InterContainer.Transports.Sockets;

namespace InterContainer.Tests.Transports;

public class OpenSocketTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_the_kernel_says_is_what_was_set(bool noDelay)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs Linux, whose kernel can be asked.");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = noDelay, SendBufferSize = 65536 };
        client.Connect(listener.LocalEndpoint);

        var settings = OpenSocket.SettingsTo(((IPEndPoint)listener.LocalEndpoint).Port);

        Assert.Equal(noDelay ? "true" : "false", settings["noDelay"]);
        Assert.Equal($"{client.SendBufferSize}", settings["sendBufferBytes"]);
        // It was not set. A kernel before 5.16 does not know.
        Assert.Contains(settings["receiveBufferBytes"], (string[])["auto", $"{client.ReceiveBufferSize}"]);
    }

    [Fact]
    public void A_port_without_a_connection_has_no_settings()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        Assert.Empty(OpenSocket.SettingsTo(((IPEndPoint)listener.LocalEndpoint).Port));
    }

    [Fact]
    public void The_remote_port_is_the_second_address_of_a_line()
    {
        string[] table =
        [
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode",
            "   0: 0100007F:075B 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1883        0 111 1 0 100 0 0 10 0",
            "   1: 0100007F:9C40 0100007F:075B 01 00000000:00000000 00:00000000 00000000  1000        0 222 1 0 20 4 30 10 -1",
        ];

        Assert.Equal(["222"], OpenSocket.Inodes(table, 1883));
    }
}
