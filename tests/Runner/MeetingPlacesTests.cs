using InterContainer.Agent.Contract;
using InterContainer.Runner.Launching;
using InterContainer.Transports;

namespace InterContainer.Tests.Runner;

public class MeetingPlacesTests
{
    private static readonly Wiring First = new() { Channel = "pair_1", Host = "responder", Port = 9000 };
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

    private static MeetingPlaces Places(WorkSharing sharing) => new(First, sharing, (first, responder) => first with { Host = $"responder-{responder}" });
}
