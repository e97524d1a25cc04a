using System.Net.Sockets;
using InterContainer.Agent.Control;
using InterContainer.Transports;

namespace InterContainer.Tests.Agent;

public class CauseTests
{
    [Theory]
    [InlineData(SocketError.TryAgain)]
    [InlineData(SocketError.HostNotFound)]
    public void A_network_without_names_is_called_so(SocketError error)
    {
        var unresolved = new TransportException("Cannot reach responder: x.", new HttpRequestException("x", new SocketException((int)error)));
        var refused = new TransportException("Cannot reach responder: x.", new SocketException((int)SocketError.ConnectionRefused));

        Assert.StartsWith("Cannot reach responder: x: the name was not resolved; ", Cause.Of(unresolved), StringComparison.Ordinal);
        Assert.Equal("Cannot reach responder: x.", Cause.Of(refused));
    }
}
