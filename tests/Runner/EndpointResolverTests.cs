using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Transports;

namespace InterContainer.Tests.Runner;

public class EndpointResolverTests
{
    private static readonly PairEndpoints First = new() { Channel = "pair_1", Host = "responder", Port = 9000 };
    private static readonly Cell Subscribed = new() { Transport = "tcp", Scenario = Scenario.FanOut, Subscribers = 4 };
    private static readonly Cell Cell = new() { Transport = "tcp", Responders = 3, Initiators = 3 };

    [Fact]
    public void By_connection_each_responder_has_a_channel_of_its_own_and_the_initiator_knows_all()
    {
        var places = Places(LoadSharing.PerConnection);

        var second = places.For(new AgentRequest(Role.Responder, Cell) { Number = 2 }, []);
        var initiator = places.For(new AgentRequest(Role.Initiator, Cell), []);

        Assert.Equal(
            ("pair_1_2", "responder-2", 1, 2),
            (second.Endpoints.Channel, second.Endpoints.Host, second.Endpoints.Responders, second.Endpoints.ResponderIndex));
        Assert.Equal(["pair_1", "pair_1_1", "pair_1_2"], initiator.MoreEndpoints.Prepend(initiator.Endpoints).Select(endpoints => endpoints.Channel));
    }

    [Fact]
    public void By_message_they_are_members_of_one_channel()
    {
        var places = Places(LoadSharing.CompetingConsumers);

        var second = places.For(new AgentRequest(Role.Responder, Cell) { Number = 2 }, []);
        var initiator = places.For(new AgentRequest(Role.Initiator, Cell), []);

        Assert.Equal(("pair_1", 3, 2), (second.Endpoints.Channel, second.Endpoints.Responders, second.Endpoints.ResponderIndex));
        Assert.Empty(initiator.MoreEndpoints);
        Assert.Equal("pair_1", initiator.Endpoints.Channel);
    }

    [Fact]
    public void By_sends_each_subscriber_is_alone_on_a_channel_of_its_own_and_the_publisher_knows_all()
    {
        var places = Places(LoadSharing.CompetingConsumers, FanOut.BySends);

        var last = places.For(new AgentRequest(Role.Responder, Subscribed) { Number = 3 }, []);
        var publisher = places.For(new AgentRequest(Role.Initiator, Subscribed), []);

        Assert.Equal(("pair_1_3", "responder-3", 1), (last.Endpoints.Channel, last.Endpoints.Host, last.Endpoints.Responders));
        Assert.Equal((0, false), (last.Endpoints.ResponderIndex, last.Endpoints.IsBroadcast));
        Assert.Equal(
            ["pair_1", "pair_1_1", "pair_1_2", "pair_1_3"],
            publisher.MoreEndpoints.Prepend(publisher.Endpoints).Select(endpoints => endpoints.Channel));
    }

    [Theory]
    [InlineData(LoadSharing.CompetingConsumers)]
    [InlineData(LoadSharing.PerConnection)]
    public void Natively_all_subscribers_read_one_channel(LoadSharing sharing)
    {
        var places = Places(sharing, FanOut.Native);

        var last = places.For(new AgentRequest(Role.Responder, Subscribed) { Number = 3 }, []);
        var publisher = places.For(new AgentRequest(Role.Initiator, Subscribed), []);

        Assert.Equal(("pair_1", 1, 3, true), (last.Endpoints.Channel, last.Endpoints.Responders, last.Endpoints.ResponderIndex, last.Endpoints.IsBroadcast));
        Assert.Empty(publisher.MoreEndpoints);
        Assert.Equal("pair_1", publisher.Endpoints.Channel);
    }

    private static EndpointResolver Places(LoadSharing sharing, FanOut fanOut = FanOut.BySends) =>
        new(First, sharing, fanOut, (first, responder) => first with { Host = $"responder-{responder}" });
}
