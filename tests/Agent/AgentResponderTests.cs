using InterContainer.Agent.Accounting;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Agent.Roles;
using InterContainer.Protocol;

namespace InterContainer.Tests.Agent;

/// <summary>What a responder counts of several cells that are played on the same connections.</summary>
public class AgentResponderTests
{
    private static readonly Cell RoundTrip = new() { Transport = "known" };
    private static readonly Cell Stream = new() { Transport = "known", Scenario = Scenario.Stream };

    private readonly byte[] _reply = new byte[64];

    [Fact]
    public void Each_message_counts_for_its_own_cell()
    {
        var responder = new AgentResponder([RoundTrip, Stream]);
        MessageSource[] sources = [new(64, 0, 0), new(64, 0, 1)];
        Send(responder, sources[0], Phase.Begin, Phase.Measured, Phase.Measured, Phase.End);
        Send(responder, sources[1], Phase.WarmUp, Phase.Begin, Phase.Measured, Phase.Measured, Phase.Measured);
        // One that was on its way for long.
        Send(responder, sources[0], Phase.Measured);
        Send(responder, sources[1], Phase.End);

        Assert.Equal((5, 0, 0), Counts(responder.Summary(0)));
        Assert.Equal((6, 0, 0), Counts(responder.Summary(1)));
        Assert.Null(responder.Summary(0).ForwardNs);
        Assert.Equal(3, responder.Summary(1).ForwardNs!.Count);
        Assert.Equal(2, responder.Summary(1).Windows.Sum(window => window.Messages));
        Assert.Equal(3, responder.Summary(0).Cost!.Messages);
        Assert.Equal(4, responder.Summary(1).Cost!.Messages);
    }

    [Fact]
    public void A_cell_that_was_not_assigned_is_corrupted()
    {
        var responder = new AgentResponder([RoundTrip]);
        Send(responder, new MessageSource(64, 0, 1), Phase.Measured);

        Assert.Equal((0, 1, 0), Counts(responder.Summary()));
    }

    [Fact]
    public void What_warm_up_recorded_is_in_no_figure()
    {
        var responder = new AgentResponder([Stream]);
        var source = new MessageSource(64);
        Send(responder, source, Phase.WarmUp, Phase.WarmUp, Phase.Begin, Phase.Measured, Phase.Measured);
        // A question that is asked again, after measuring began.
        Send(responder, source, Phase.WarmUp, Phase.End);

        Assert.Equal(2, responder.Summary().ForwardNs!.Count);
        Assert.Equal(1, responder.Summary().Windows.Sum(window => window.Messages));
    }

    [Fact]
    public void What_is_rehearsed_is_in_no_figure()
    {
        var responder = new AgentResponder([Stream]);
        var source = new MessageSource(64);
        Send(responder, source, Phase.Begin, Phase.WarmUp, Phase.WarmUp, Phase.WarmUp, Phase.End);
        Send(responder, source, Phase.WarmUp, Phase.Begin, Phase.Measured, Phase.Measured, Phase.End);

        Assert.Equal(2, responder.Summary().ForwardNs!.Count);
        Assert.Equal(1, responder.Summary().Windows.Sum(window => window.Messages));
        Assert.Equal(3, responder.Summary().Cost!.Messages);
    }

    [Fact]
    public void What_is_played_again_is_in_no_figure_before()
    {
        var responder = new AgentResponder([Stream]);
        var source = new MessageSource(64);
        Send(responder, source, Phase.Begin, Phase.Measured, Phase.Measured, Phase.Measured, Phase.End);
        Send(responder, source, Phase.Sample, Phase.Begin, Phase.Measured, Phase.Measured, Phase.End);

        Assert.Equal(2, responder.Summary().ForwardNs!.Count);
        Assert.Equal(1, responder.Summary().Windows.Sum(window => window.Messages));
        Assert.Equal(3, responder.Summary().Cost!.Messages);
    }

    [Fact]
    public void A_word_that_comes_twice_does_not_begin_anew()
    {
        var responder = new AgentResponder([new Cell { Transport = "known", Scenario = Scenario.Idle }]);
        var source = new MessageSource(64);
        Send(responder, source, Phase.Begin, Phase.End);
        var cost = responder.Summary().Cost;
        Send(responder, source, Phase.Begin);

        Assert.Same(cost, responder.Summary().Cost);
    }

    [Fact]
    public void It_says_what_it_has_compiled()
    {
        var responder = new AgentResponder([RoundTrip], new CostMeter(runtime: () => new RuntimeCounters(7, 8_000_000, 1, 1, 1)));
        Send(responder, new MessageSource(64), Phase.Sample);

        Assert.True(MessageHeader.TryRead(_reply, out var header));
        Assert.Equal((7, 8_000_000), (RuntimeCounters.Unpack(header.TimeNs).CompiledMethods, RuntimeCounters.Unpack(header.TimeNs).CompileNs));
    }

    private static (long Received, long Corrupted, long Duplicated) Counts(Measurement seen) =>
        (seen.Verified.Received, seen.Verified.Corrupted, seen.Verified.Duplicated);

    private void Send(AgentResponder responder, MessageSource source, params Phase[] phases)
    {
        foreach (var phase in phases)
            responder.Respond(source.Next(Wants.Echo, phase).Span, _reply);
    }
}
