using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Transports;

namespace InterContainer.Tests.Runner;

public class PlanTests
{
    private const uint Seed = 12345;

    private static readonly string[] Names = ["tcp", "udp", "uds", "file-poll", "file-watch", "http1", "http2", "grpc"];

    [Fact]
    public void Each_round_holds_each_cell_once_in_an_order_of_its_own()
    {
        PlannedCell[] cells = [.. Names.Select(name => Cell(name))];

        var plan = Plan.InRounds(cells, 5, Seed);

        var orders = plan.Pairs.SelectMany(pair => pair.Cells)
            .GroupBy(cell => cell.Round)
            .Select(round => string.Join(' ', round.Select(cell => cell.Transport.Text)))
            .ToList();
        Assert.Equal(
            [.. Enumerable.Range(1, 5).SelectMany(round => Enumerable.Repeat(round, cells.Length))],
            plan.Pairs.SelectMany(pair => pair.Cells).Select(cell => cell.Round));
        Assert.All(orders, order => Assert.Equal(Names.Order(), order.Split(' ').Order()));
        Assert.Equal(5, orders.Distinct().Count());
        Assert.Equal(40, plan.Count);
    }

    [Fact]
    public void A_seed_gives_the_same_order_again_and_another_seed_another()
    {
        PlannedCell[] cells = [.. Names.SelectMany(name => new[] { Cell(name), Cell(name, Scenario.Stream) })];

        Assert.Equal(Order(Plan.InRounds(cells, 3, Seed)), Order(Plan.InRounds(cells, 3, Seed)));
        Assert.NotEqual(Order(Plan.InRounds(cells, 3, Seed)), Order(Plan.InRounds(cells, 3, Seed + 1)));
    }

    [Fact]
    public void A_cell_is_as_often_at_each_place()
    {
        // 1,600 rounds of 4 pairs of 2 cells: 200 times at each of 8 places are expected.
        const int Rounds = 1600;
        PlannedCell[] cells = [.. Names.Take(4).SelectMany(name => new[] { Cell(name), Cell(name, Scenario.Stream) })];

        var places = Plan.InRounds(cells, Rounds, Seed).Pairs.SelectMany(pair => pair.Cells)
            .Chunk(cells.Length)
            .SelectMany(round => round.Select((cell, place) => (Cell: (cell.Transport.Text, cell.Cell.Scenario), Place: place)))
            .CountBy(at => at)
            .ToDictionary();

        var expected = (double)Rounds / cells.Length;
        var chiSquares = places.GroupBy(at => at.Key.Cell).Select(cell => cell.Sum(at => Math.Pow(at.Value - expected, 2) / expected)).ToList();
        Assert.Equal(cells.Length * cells.Length, places.Count);
        // 7 degrees of freedom: above 24.3 with a probability of 0.1 %.
        Assert.All(chiSquares, chiSquare => Assert.InRange(chiSquare, 0, 24.3));
    }

    [Fact]
    public void A_pair_plays_what_is_sent_over_one_connection_and_the_rest_has_pairs_of_its_own()
    {
        PlannedCell[] cells =
        [
            Cell("tcp"), Cell("tcp", Scenario.Stream), Cell("tcp", Scenario.Load),
            Cell("tcp", Scenario.Connect), Cell("tcp", Scenario.Idle), Cell("tcp", Scenario.Wake),
            Cell("tcp", payload: 1024), Cell("tcp", initiators: 4), Cell("tcp") with { Conditions = new Conditions { Cpus = 1 } },
            Cell("memory"), Cell("memory", Scenario.Stream),
        ];

        var pairs = Plan.InRounds(cells, 2, Seed).Pairs;

        var shared = pairs.Where(pair => pair.Cells.Count > 1).ToList();
        Assert.All(shared, pair => Assert.Equal(
            pair.Cells[0].Transport.Text == "tcp" ? [Scenario.RoundTrip, Scenario.Stream, Scenario.Load, Scenario.Wake] : [Scenario.RoundTrip, Scenario.Stream],
            pair.Cells.Select(cell => cell.Cell.Scenario).Order()));
        Assert.All(shared, pair => Assert.All(pair.Cells, cell => Assert.Equal(
            (pair.Cells[0].Transport.Text, 64, 1, Conditions.Default), (cell.Transport.Text, cell.Cell.PayloadBytes, cell.Cell.Initiators, cell.Conditions))));
        Assert.Equal([1, 1, 2, 2], shared.Select(pair => Assert.Single(pair.Cells.Select(cell => cell.Round).Distinct())));
        Assert.Equal(2 * 7, pairs.Count);
    }

    [Fact]
    public void The_smallest_round_trip_of_each_transport_is_captured_once()
    {
        PlannedCell[] cells =
        [
            Cell("tcp", payload: 1024), Cell("tcp"), Cell("tcp", Scenario.Stream), Cell("tcp:mode=spin", payload: 1024), Cell("uds", initiators: 2),
            Cell("udp") with { Conditions = new Conditions { Cpus = 1 } },
        ];

        var captured = Plan.InRounds(cells, 2, Seed).Pairs.SelectMany(pair => pair.Cells)
            .Where(cell => cell.Captures)
            .Select(cell => (cell.Transport.Text, cell.Cell.PayloadBytes, cell.Round));

        Assert.Equal([("tcp", 64, 1), ("tcp:mode=spin", 1024, 1)], captured.Order());
    }

    // As published with the generator's reference code.
    [Fact]
    public void The_generator_is_the_stated_one()
    {
        var random = new SplitMix64(1234567);

        Assert.Equal([6457827717110365317, 3203168211198807973, 9817491932198370423], Enumerable.Range(0, 3).Select(_ => random.Next()));
    }

    private static IEnumerable<(string Transport, Scenario Scenario, int Round)> Order(Plan plan) =>
        plan.Pairs.SelectMany(pair => pair.Cells).Select(cell => (cell.Transport.Text, cell.Cell.Scenario, cell.Round));

    private static PlannedCell Cell(string transport, Scenario scenario = Scenario.RoundTrip, int payload = 64, int initiators = 1) =>
        new(
            TransportChoice.Parse(transport, Catalogue.BuiltIn),
            new Cell { Transport = transport, Scenario = scenario, PayloadBytes = payload, Initiators = initiators },
            1);
}
