using InterContainer.Protocol;
using InterContainer.Runner.Containers;

namespace InterContainer.Tests.Runner;

public class ContainerNamesTests
{
    [Fact]
    public void A_name_service_that_failed_is_not_asked_again_and_that_is_said_once()
    {
        List<string> said = [];
        var names = new ContainerNames(said.Add);
        names.Hear("""{"cause":"Cannot connect to responder:9000: Connection refused"}""");
        Assert.False(names.AreInHostsFile);

        for (var time = 0; time < 2; time++)
            names.Hear($$"""{"cause":"Cannot connect to responder:9000: x: {{FailureLine.NoNames}}; see"}""");

        Assert.True(names.AreInHostsFile);
        Assert.Single(said);
    }

    [Fact]
    public void Each_end_has_an_address_of_its_own()
    {
        var network = new InternalNetwork(null!, "198.18.7");
        List<string> addresses =
        [
            network.Service(0), network.Service(1), network.Initiator,
            .. Enumerable.Range(0, InternalNetwork.MostResponders).Select(network.Responder),
        ];

        Assert.Equal(addresses.Count, addresses.Distinct().Count());
        // Neither the network's own, nor its gateway's, nor that of all.
        Assert.All(addresses, address => Assert.InRange(int.Parse(address.Split('.')[3], System.Globalization.CultureInfo.InvariantCulture), 2, 254));
    }
}
