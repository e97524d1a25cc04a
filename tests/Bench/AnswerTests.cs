using InterContainer.Bench.Analysis;
using InterContainer.Runner.Results;
using InterContainer.Transports;
using static InterContainer.Tests.Bench.RunExamples;

namespace InterContainer.Tests.Bench;

/// <summary>The answer on top of the page is arithmetic on the cells.</summary>
public class AnswerTests
{
    private static readonly Guarantees Lasting = new(
        Delivery.AtLeastOnce, Ordered: true, OverloadBehaviour.UnboundedQueue, SurvivesResponderRestart: true, SurvivesServiceRestart: false);

    [Fact]
    public void Families_are_ranked_by_the_best_of_each()
    {
        var answer = Assert.Single(Answer.Of(Run(
            RoundTrip("memory", Family.Baseline, 10),
            RoundTrip("tcp", Family.Sockets, 300),
            RoundTrip("uds", Family.Sockets, 200),
            RoundTrip("http1", Family.Http, 250),
            Stream("uds", Family.Sockets, 5000))));

        Assert.Equal(["uds", "http1"], answer.Families.Select(family => family.Cell.Transport));
        Assert.Equal([5000, null], answer.Families.Select(family => family.Other?.Throughput!.MessagesPerSecond));
    }

    [Fact]
    public void Indistinguishable_families_share_a_rank()
    {
        static CellResult Rounds(CellResult cell, params long[] p50) => cell.OfRounds([.. p50.Select((ns, i) => Runs.Round(i + 1, ns, ns, 1))]);

        var answer = Assert.Single(Answer.Of(Run(
            Rounds(RoundTrip("tcp", Family.Sockets, 300), 290, 300, 310), Rounds(RoundTrip("http1", Family.Http, 310), 300, 310, 320),
            Rounds(RoundTrip("mqtt", Family.Mqtt, 900), 880, 900, 920))));

        Assert.Equal([("tcp", 1), ("http1", 1), ("mqtt", 3)], answer.Families.Select(family => (family.Cell.Transport, family.Place)));
    }

    [Fact]
    public void The_smallest_and_the_largest_messages_have_an_answer_each() =>
        Assert.Equal(
            [64, 4096],
            Answer.Of(Run(RoundTrip("tcp", Family.Sockets, 3, 64), RoundTrip("tcp", Family.Sockets, 4, 512), RoundTrip("tcp", Family.Sockets, 5, 4096)))
                .Select(answer => answer.PayloadBytes));

    [Fact]
    public void Nothing_is_derived_from_what_cannot_be_trusted()
    {
        var run = Run(
            RoundTrip("tcp", Family.Sockets, 300),
            RoundTrip("uds", Family.Sockets, 100) with { Status = Status.Invalid, Reason = "lost" },
            RoundTrip("udp", Family.Sockets, 100) with { Initiators = 4 });

        var answer = Assert.Single(Answer.Of(run));

        Assert.All(answer.Choices, choice => Assert.True(choice.Best is null or { Transport: "tcp" }));
        Assert.All(answer.Choices, choice => Assert.Empty(choice.Next));
        Assert.Empty(Answer.Of(Run()));
    }

    [Fact]
    public void Who_is_within_a_tenth_of_the_best_is_as_good()
    {
        var choice = Choice(
            "shortest",
            RoundTrip("tcp", Family.Sockets, 1000),
            RoundTrip("uds", Family.Sockets, 1090),
            RoundTrip("http1", Family.Http, 1200),
            RoundTrip("grpc", Family.Http, 1300));

        Assert.Equal("tcp", choice.Best!.Transport);
        Assert.Equal([("uds", true), ("http1", false)], choice.Next.Select(next => (next.Transport, next.Close)));
    }

    [Fact]
    public void The_least_cpu_is_that_of_all_roles_together()
    {
        // 2 × 400 ns against 2 × 300 ns.
        var choice = Choice("by the request", RoundTrip("tcp", Family.Sockets, 1000, cpuNs: 400), RoundTrip("http1", Family.Http, 2000, cpuNs: 300));

        Assert.Equal("http1", choice.Best!.Transport);
        Assert.Contains("600 ns", choice.Figure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wish_that_no_transport_fulfils_has_no_best()
    {
        Assert.Null(Choice("receiver was restarted", RoundTrip("tcp", Family.Sockets, 1000)).Best);
        Assert.Equal(
            "mqtt-qos1",
            Choice(
                "receiver was restarted",
                RoundTrip("tcp", Family.Sockets, 1000),
                RoundTrip("mqtt-qos1", Family.Mqtt, 9000) with { Guarantees = Lasting }).Best!.Transport);
    }

    [Fact]
    public void Only_a_transport_that_needs_a_network_alone_is_for_two_hosts() =>
        Assert.Equal(
            "http1",
            Choice(
                "two hosts",
                RoundTrip("uds", Family.Sockets, 1000),
                RoundTrip("mqtt-qos0", Family.Mqtt, 1500),
                RoundTrip("http1", Family.Http, 2000)).Best!.Transport);

    [Fact]
    public void The_highest_rate_of_large_messages_is_in_bytes() =>
        Assert.Equal(
            "stream 1 GiB/s",
            Choice("as many messages", Stream("tcp", Family.Sockets, 16384, 65536), Stream("uds", Family.Sockets, 100, 65536)).Figure);

    private static Choice Choice(string wish, params CellResult[] cells) =>
        Assert.Single(Assert.Single(Answer.Of(Run(cells))).Choices, choice => choice.Wish.Contains(wish, StringComparison.Ordinal));
}
