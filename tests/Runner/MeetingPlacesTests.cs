using InterContainer.Agent.Contract;
using InterContainer.Runner.Launching;
using InterContainer.Transports;

namespace InterContainer.Tests.Runner;

public class MeetingPlacesTests
{
    private static readonly Wiring First = new() { Channel = "pair_1", Host = "responder", Port = 9000 };
    private static readonly Cell Subscribed = new() { Transport = "tcp", Scenario = Scenario.FanOut, Subscribers = 4 };
    private static readonly Cell Cell = new() { Transport = "tcp", Responders = 3, Initiators = 3 };

    [Fact]
    public void By_connection_each_responder_has_a_channel_of_its_own_and_the_initiator_knows_all()
    {
        var places = Places(WorkSharing.ByConnection);

        var second = places.For(new Part(Role.Responder, Cell) { Number = 2 }, []);
        var initiator = places.For(new Part(Role.Initiator, Cell), []);

        Assert.Equal(("pair_1_2", "responder-2", 1, 2), (second.Wiring.Channel, second.Wiring.Host, second.Wiring.Responders, second.Wiring.Member));
        Assert.Equal(["pair_1", "pair_1_1", "pair_1_2"], initiator.MoreWirings.Prepend(initiator.Wiring).Select(wiring => wiring.Channel));
    }

    [Fact]
    public void By_message_they_are_members_of_one_channel()
    {
        var places = Places(WorkSharing.ByMessage);

        var second = places.For(new Part(Role.Responder, Cell) { Number = 2 }, []);
        var initiator = places.For(new Part(Role.Initiator, Cell), []);

        Assert.Equal(("pair_1", 3, 2), (second.Wiring.Channel, second.Wiring.Responders, second.Wiring.Member));
        Assert.Empty(initiator.MoreWirings);
        Assert.Equal("pair_1", initiator.Wiring.Channel);
    }

    [Fact]
    public void By_sends_each_subscriber_is_alone_on_a_channel_of_its_own_and_the_publisher_knows_all()
    {
        var places = Places(WorkSharing.ByMessage, FanOut.BySends);

        var last = places.For(new Part(Role.Responder, Subscribed) { Number = 3 }, []);
        var publisher = places.For(new Part(Role.Initiator, Subscribed), []);

        Assert.Equal(("pair_1_3", "responder-3", 1), (last.Wiring.Channel, last.Wiring.Host, last.Wiring.Responders));
        Assert.Equal((0, false), (last.Wiring.Member, last.Wiring.IsBroadcast));
        Assert.Equal(["pair_1", "pair_1_1", "pair_1_2", "pair_1_3"], publisher.MoreWirings.Prepend(publisher.Wiring).Select(wiring => wiring.Channel));
    }

    [Theory]
    [InlineData(WorkSharing.ByMessage)]
    [InlineData(WorkSharing.ByConnection)]
    public void Natively_all_subscribers_read_one_channel(WorkSharing sharing)
    {
        var places = Places(sharing, FanOut.Native);

        var last = places.For(new Part(Role.Responder, Subscribed) { Number = 3 }, []);
        var publisher = places.For(new Part(Role.Initiator, Subscribed), []);

        Assert.Equal(("pair_1", 1, 3, true), (last.Wiring.Channel, last.Wiring.Responders, last.Wiring.Member, last.Wiring.IsBroadcast));
        Assert.Empty(publisher.MoreWirings);
        Assert.Equal("pair_1", publisher.Wiring.Channel);
    }

    private static MeetingPlaces Places(WorkSharing sharing, FanOut fanOut = FanOut.BySends) =>
        new(First, sharing, fanOut, (first, responder) => first with { Host = $"responder-{responder}" });
}
