using InterContainer.Bench.Report;
using InterContainer.Bench.Report.Tables;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Bench;

public class CalibrationTextTests
{
    private static readonly double[] Again = [100e3, 101e3, 102e3];
    private static readonly double[] Later = [130e3, 131e3, 132e3];

    [Fact]
    public void A_calibration_says_how_many_of_its_cells_agree_with_the_run()
    {
        var run = Runs.Of(Cell("tcp"), Cell("uds"), Cell("udp")) with
        {
            Calibration = [Row("tcp", Again), Row("uds", Later), Row("udp", [100e3]), Row("http1", Again)],
        };

        Assert.Equal(
            "1 of 2 figures of the calibration's own cells agree with the run's; these do not: uds stream 64 B messages/s (101k/s in the run, 131k/s here).",
            Assert.Single(CalibrationText.Agreement(run)));
        Assert.Contains("1 of 2 figures of the calibration's own cells", MarkdownReport.Of(run, []), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_said_of_a_run_of_one_round() =>
        Assert.Empty(CalibrationText.Agreement(Runs.Of(Runs.Cell("tcp", Scenario.Stream, 64, rate: 1)) with { Calibration = [Row("tcp", Again)] }));

    private static CellResult Cell(string transport) => Runs.Cell(transport, Scenario.Stream, 64, rate: 101e3)
        .OfRounds([.. Again.Select((rate, i) => Runs.Round(i + 1, rate))]);

    private static CalibrationRow Row(string transport, double[] ours) =>
        new()
        {
            Tool = "iperf3",
            Transport = transport,
            Scenario = Scenario.Stream,
            PayloadBytes = 64,
            Quantity = Quantity.MessagesPerSecond,
            Suite = ours,
            Native = ours,
        };
}
