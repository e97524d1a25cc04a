using System.Net;
using Docker.DotNet.Models;
using InterContainer.Runner.Containers;
using InterContainer.Tests.Transports;
using InterContainer.Transports;
using Version = System.Version;

namespace InterContainer.Tests.Runner;

/// <summary>Networks, as far as they can be judged without an engine.</summary>
public class NetworkTests
{
    private static readonly EngineNetworking Rich =
        new(["bridge", "macvlan", "ipvlan", "overlay"], SwarmRole.Manager, new Version(1, 48), new Version(1, 48), _ => true);

    public static TheoryData<string> Names => [.. NetworkChoice.All.Select(network => network.Name)];

    [Fact]
    public void The_catalogue_has_the_default_first_and_every_topology_by_its_own_name()
    {
        Assert.Equal(NetworkChoice.Default, NetworkChoice.All[0].Name);
        Assert.Equal(
            ["bridge", "host", "ipv6", "ipvlan", "macvlan", "overlay", "pod", "published", "shared-bridge"], NetworkChoice.All.Select(network => network.Name));
        Assert.Equal(NetworkChoice.All.Count, NetworkChoice.All.Select(network => network.Summary).Distinct().Count());
    }

    [Theory]
    [InlineData("bridge", null)]
    [InlineData("host", "host")]
    [InlineData("shared-bridge:containers=0", "shared-bridge")]
    [InlineData("shared-bridge:containers=050", "shared-bridge:containers=50")]
    [InlineData("overlay:encrypted=on", "overlay:encrypted=on")]
    public void A_choice_has_one_way_of_writing_and_the_default_none(string text, string? condition) =>
        Assert.Equal(condition, NetworkChoice.Parse(text).Condition);

    [Theory]
    [InlineData("bridges", "There is no network 'bridges'. Accepted: bridge, host,")]
    [InlineData("host:port=1", "host has no option 'port'. Accepted: no options.")]
    [InlineData("shared-bridge:containers=201", "containers=201 is out of range. Accepted: 0 to 200.")]
    public void What_is_not_known_is_said_with_what_is_accepted(string text, string line) =>
        Assert.Contains(line, Assert.Throws<TransportException>(() => NetworkChoice.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_plain_transport_over_the_network_is_measured_on_every_network(string name)
    {
        var topology = NetworkChoice.Parse(name).Topology;

        Assert.Null(topology.SkipReason(PairFixture.TraitsOf("tcp")));
        Assert.Null(topology.UnsupportedReason(Rich, NetworkChoice.Parse(name).Options));
    }

    [Theory]
    [InlineData("host", "uds", "does not use the network")]
    [InlineData("host", "grpc-uds", "does not use the network")]
    [InlineData("host", "shared-memory", "does not use the network")]
    [InlineData("host", "mqtt-uds", "does not use the network")]
    [InlineData("host", "postgres-poll", null)]
    [InlineData("host", "mqtt-qos0", null)]
    [InlineData("published", "mqtt-qos0", "clients of a service")]
    [InlineData("published", "sqlite-poll", "does not use the network")]
    [InlineData("pod", "uds", null)]
    [InlineData("bridge", "uds", null)]
    [InlineData("macvlan", "udp", null)]
    [InlineData("published", "websocket", null)]
    public void A_transport_is_skipped_where_its_messages_do_not_pass_the_network(string network, string transport, string? reason)
    {
        var said = NetworkChoice.Parse(network).Topology.SkipReason(PairFixture.TraitsOf(transport));

        Assert.Equal(reason is null, said is null);
        Assert.Contains(reason ?? "", said ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("macvlan", "no network driver macvlan")]
    [InlineData("ipvlan", "no network driver ipvlan")]
    [InlineData("overlay", "no network driver overlay")]
    [InlineData("published", null)]
    public void An_engine_without_a_driver_is_told(string network, string? reason) =>
        AssertSays(reason, network, Rich with { Drivers = ["bridge", "host"] });

    [Theory]
    [InlineData("macvlan", "CONFIG_MACVLAN")]
    [InlineData("ipvlan", "CONFIG_IPVLAN")]
    [InlineData("ipv6", "CONFIG_IPV6")]
    [InlineData("overlay:encrypted=on", "CONFIG_INET_ESP")]
    [InlineData("overlay", null)]
    [InlineData("host", null)]
    public void A_kernel_without_it_is_told(string network, string? reason) => AssertSays(reason, network, Rich with { Kernel = _ => false });

    [Theory]
    [InlineData("macvlan")]
    [InlineData("ipvlan")]
    [InlineData("ipv6")]
    public void What_neither_engine_nor_kernel_says_is_left_to_the_trial(string network) =>
        AssertSays(null, network, Rich with { Drivers = [], Kernel = _ => null });

    [Theory]
    [InlineData("overlay", nameof(SwarmRole.None), "never changes an engine: give docker swarm init")]
    [InlineData("overlay", nameof(SwarmRole.Worker), "name a manager by DOCKER_HOST")]
    // A swarm would not help.
    [InlineData("overlay:encrypted=on", nameof(SwarmRole.None), "both ends are on one node")]
    public void An_overlay_needs_an_engine_that_manages_a_swarm_already(string network, string role, string reason) =>
        AssertSays(reason, network, Rich with { Swarm = Enum.Parse<SwarmRole>(role) });

    [Fact]
    public void An_encrypted_overlay_on_one_node_is_refused_because_nothing_would_be_encrypted() =>
        AssertSays("both ends are on one node", "overlay:encrypted=on", Rich);

    [Theory]
    [InlineData(44, 45, "none newer than 1.45: leave out only=on, or upgrade the engine")]
    [InlineData(44, 51, "or give DOCKER_API_VERSION=1.48")]
    [InlineData(48, 51, null)]
    public void A_network_without_IPv4_needs_an_engine_that_makes_one(int spoken, int newest, string? reason) =>
        AssertSays(reason, "ipv6:only=on", Rich with { Api = new Version(1, spoken), NewestApi = new Version(1, newest) });

    [Theory]
    [InlineData("active", true, nameof(SwarmRole.Manager))]
    [InlineData("active", false, nameof(SwarmRole.Worker))]
    [InlineData("locked", false, nameof(SwarmRole.Worker))]
    [InlineData("inactive", false, nameof(SwarmRole.None))]
    public void What_an_engine_says_of_itself_is_read(string state, bool controls, string role)
    {
        var info = new SystemInfoResponse
        {
            Plugins = new PluginsInfo { Network = ["bridge", "overlay"] },
            Swarm = new Info { LocalNodeState = state, ControlAvailable = controls },
        };

        var networking = EngineNetworking.Of(info, new Version(1, 44), new Version(1, 45), isHere: false);

        Assert.Equal(role, networking.Swarm.ToString());
        Assert.Equal(["bridge", "overlay"], networking.Drivers);
        Assert.Null(networking.Kernel("CONFIG_MACVLAN"));
        Assert.Equal(
            SwarmRole.None, EngineNetworking.Of(new SystemInfoResponse(), new Version(1, 44), new Version(1, 45), isHere: false).Swarm);
    }

    [Fact]
    public void Options_of_the_kernel_are_those_that_are_built_in_or_modules() => Assert.Equal(
        ["CONFIG_MACVLAN", "CONFIG_VXLAN"],
        KernelConfiguration.Enabled(["CONFIG_MACVLAN=y", "CONFIG_VXLAN=m", "# CONFIG_IPVLAN is not set", "CONFIG_HZ=1000", ""]).Order(StringComparer.Ordinal));

    [Theory]
    // 198.18.4.1:20001, whose bytes the kernel writes as one number of its own order.
    [InlineData("   0: 010412C6:4E21 140412C6:8F3C 01 00000000:00000000 00:00000000 00000000 0 0 55 1", true)]
    // Listens, is another port, or is the other side.
    [InlineData("   0: 010412C6:4E21 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 55 1", false)]
    [InlineData("   0: 010412C6:4E22 140412C6:8F3C 01 00000000:00000000 00:00000000 00000000 0 0 55 1", false)]
    [InlineData("   0: 140412C6:8F3C 010412C6:4E21 01 00000000:00000000 00:00000000 00000000 0 0 55 1", false)]
    [InlineData("  sl  local_address rem_address   st", false)]
    public void A_connection_that_ends_on_the_host_was_taken_by_a_proxy(string line, bool ends) =>
        Assert.Equal(ends, UserlandProxy.EndsHere([line], IPAddress.Parse("198.18.4.1"), 20001));

    [Theory]
    [InlineData("/usr/bin/docker-proxy -proto udp -host-ip 198.18.4.1 -host-port 20001 -container-ip 198.18.3.2 -container-port 9000", true)]
    [InlineData("/usr/bin/docker-proxy -proto tcp -host-ip 198.18.4.1 -host-port 20001 -container-ip 198.18.3.2 -container-port 9000", false)]
    [InlineData("/usr/bin/docker-proxy -proto udp -host-ip 198.18.4.1 -host-port 20002", false)]
    [InlineData("/usr/bin/docker-proxy -proto", false)]
    public void A_proxy_of_datagrams_is_known_by_its_command_line(string commandLine, bool isProxy) =>
        Assert.Equal(isProxy, UserlandProxy.IsProxy(commandLine.Split(' '), IPAddress.Parse("198.18.4.1"), 20001));

    [Fact]
    public void An_address_that_is_not_ours_says_nothing_of_a_proxy()
    {
        Assert.Equal(UserlandProxy.Unknown, UserlandProxy.Look(isHere: true, IPAddress.Parse("192.0.2.1"), 20001, datagrams: false));
        Assert.Equal(UserlandProxy.Unknown, UserlandProxy.Look(isHere: false, IPAddress.Loopback, 20001, datagrams: false));
    }

    [Fact]
    public void Each_responder_has_a_port_of_its_own_that_it_keeps()
    {
        var (one, other) = (new HostPorts(), new HostPorts());

        int[] ports = [one.Of(0), one.Of(1), other.Of(0)];

        Assert.Equal(3, ports.Distinct().Count());
        Assert.All(ports, port => Assert.InRange(port, 20_000, 31_999));
        Assert.Equal(ports[0], one.Of(0));
    }

    [Fact]
    public void Only_datagrams_are_published_as_such() => Assert.Equal(
        ["udp"], Catalogue.BuiltIn.Transports.Select(transport => transport.Traits).Where(traits => traits.SendsDatagrams).Select(traits => traits.Name));

    private static void AssertSays(string? reason, string network, EngineNetworking engine)
    {
        var choice = NetworkChoice.Parse(network);
        var said = choice.Topology.UnsupportedReason(engine, choice.Options);

        Assert.Equal(reason is null, said is null);
        Assert.Contains(reason ?? "", said ?? "", StringComparison.Ordinal);
        Assert.DoesNotContain('\n', said ?? "");
    }
}
