using InterContainer.Bench.Report.Notes;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Bench;

public class ProbeTextTests
{
    [Fact]
    public void A_round_before_which_the_machine_was_slower_is_named()
    {
        var lines = ProbeText.Of(Runs.Of(Cell("tcp", 1.0, 1.0, 2.0), Cell("uds", 1.1, 0.9, 1.0))).ToList();

        Assert.Equal(
            [
                "Machine probe, spinning loop: median 1 ms, 900 µs to 2 ms; more than 1.25× the median before 1 of 6: tcp round-trip 64 B round 3 2×.",
                "Machine probe, wake-up: median 30 µs, 30 µs to 30 µs.",
            ],
            lines);
    }

    [Fact]
    public void Two_cells_are_compared_by_geometric_means() =>
        Assert.Equal("2×, -, 1×", ProbeText.Ratio(Cell("tcp", 1.0, 4.0), Cell("tcp", 2.0, 8.0)));

    [Fact]
    public void Nothing_is_said_of_what_was_not_probed()
    {
        Assert.Empty(ProbeText.Of(Runs.Of(Runs.RoundTrip("tcp", 64, 1, 2, 3))));
        Assert.Null(ProbeText.Ratio(Cell("tcp", 1), Runs.RoundTrip("tcp", 64, 1, 2, 3)));
    }

    private static CellResult Cell(string transport, params double[] spinMs) => Runs.RoundTrip(transport, 64, 1000, 2000, 3000)
        .OfRounds([.. spinMs.Select((ms, i) => Runs.Round(i + 1, 1000, 2000, 3000) with { Probe = new MachineProbe(ms * 1e6, null, 30_000) })]);
}
