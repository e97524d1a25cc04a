using InterContainer.Agent.Messages;
using InterContainer.Protocol;

namespace InterContainer.Tests.Agent;

public class MessageTests
{
    [Theory]
    [InlineData(Cell.MinPayloadBytes)]
    [InlineData(25)]
    [InlineData(64)]
    [InlineData(65536)]
    public void A_message_says_what_was_put_into_it(int bytes)
    {
        var source = new MessageSource(bytes, initiator: 3);
        source.Next(Wants.Nothing, Phase.WarmUp);
        var message = source.Next(Wants.Echo, Phase.Measured);

        Assert.Equal(bytes, message.Length);
        Assert.True(MessageHeader.TryRead(message.Span, out var header));
        Assert.Equal((Wants.Echo, Phase.Measured, (ushort)3, 1L), (header.Wants, header.Phase, header.Initiator, header.Sequence));
    }

    [Fact]
    public void A_reply_says_which_responder_answered_and_what_was_wanted()
    {
        var reply = new MessageSource(64).Next(Wants.Echo, Phase.Measured).ToArray();
        MessageHeader.TryRead(reply, out _, out var bodyHash);

        MessageHeader.Stamp(reply, Cell.MaxResponders - 1, timeNs: 42, bodyHash);

        Assert.True(MessageHeader.TryRead(reply, out var header));
        Assert.Equal((Cell.MaxResponders - 1, Wants.Echo, Phase.Measured, 42L), (header.Responder, header.Wants, header.Phase, header.TimeNs));
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        var message = new MessageSource(64).Next(Wants.Echo, Phase.WarmUp).ToArray();
        for (var bit = 0; bit < message.Length * 8; bit++)
        {
            var broken = message.ToArray();
            broken[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(MessageHeader.TryRead(broken, out _), $"bit {bit}");
        }
    }

    [Fact]
    public void An_old_body_under_a_new_header_is_noticed()
    {
        var source = new MessageSource(1024);
        var old = source.Next(Wants.Echo, Phase.WarmUp).ToArray();
        var torn = source.Next(Wants.Echo, Phase.WarmUp).ToArray();
        old.AsSpan(Cell.MinPayloadBytes).CopyTo(torn.AsSpan(Cell.MinPayloadBytes));

        Assert.False(MessageHeader.TryRead(torn, out _));
    }

    [Fact]
    public void The_verifier_counts_a_wrong_length_as_corrupted_and_not_as_received()
    {
        var verifier = new Verifier(64);
        verifier.Verify(new MessageSource(64).Next(Wants.Echo, Phase.WarmUp).Span, out _);
        verifier.Verify(new MessageSource(65).Next(Wants.Echo, Phase.WarmUp).Span, out _);
        verifier.Verify([], out _);

        Assert.Equal(new Verified { Received = 1, Corrupted = 2 }, verifier.Summary());
    }

    [Fact]
    public void The_verifier_distinguishes_initiators()
    {
        var verifier = new Verifier(64);
        verifier.Verify(new MessageSource(64, 0).Next(Wants.Echo, Phase.WarmUp).Span, out _);
        verifier.Verify(new MessageSource(64, 1).Next(Wants.Echo, Phase.WarmUp).Span, out _);

        Assert.Equal(new Verified { Received = 2 }, verifier.Summary());
    }
}
