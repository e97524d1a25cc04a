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

    private static PlannedCell Cell(string transport) =>
        new(TransportChoice.Parse(transport, Catalogue.BuiltIn), new Cell { Transport = transport }, 1);
}
