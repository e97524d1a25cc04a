using InterContainer.Agent.Contract;
using InterContainer.Runner.Planning;
using InterContainer.Transports;

namespace InterContainer.Tests.Runner;

public class PlanTests
{
    [Fact]
    public void Rounds_run_forwards_and_backwards_in_turn()
    {
        PlannedCell[] cells = [Cell("memory"), Cell("tcp")];

        var plan = Plan.InRounds(cells, 3);

        Assert.Equal(
            [("memory", 1), ("tcp", 1), ("tcp", 2), ("memory", 2), ("memory", 3), ("tcp", 3)],
            plan.Select(cell => (cell.Transport.Text, cell.Round)));
    }

    [Fact]
    public void The_smallest_round_trip_of_each_transport_is_captured_once()
    {
        PlannedCell[] cells =
        [
            Cell("tcp", payload: 1024), Cell("tcp"), Cell("tcp", Scenario.Stream), Cell("tcp:mode=spin", payload: 1024), Cell("uds", initiators: 2), Cell("udp") with { Limits = new Limits(1, null) },
        ];

        var captured = Plan.InRounds(cells, 2).Where(cell => cell.Captures).Select(cell => (cell.Transport.Text, cell.Cell.PayloadBytes, cell.Round));

        Assert.Equal([("tcp", 64, 1), ("tcp:mode=spin", 1024, 1)], captured);
    }

    private static PlannedCell Cell(string transport, Scenario scenario = Scenario.RoundTrip, int payload = 64, int initiators = 1) =>
        new(TransportChoice.Parse(transport, Catalogue.BuiltIn), new Cell { Transport = transport, Scenario = scenario, PayloadBytes = payload, Initiators = initiators }, 1);
}
