using InterContainer.Bench.Analysis;
using InterContainer.Bench.Report;
using InterContainer.Bench.Report.Charts;
using InterContainer.Bench.Report.Tables;
using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

public class CostTextTests
{
    [Fact]
    public void Totals_are_over_all_roles()
    {
        var cell = Cell(Scenario.RoundTrip) with
        {
            Throughput = new Throughput(1000, 64_000),
            Cost = new Costs(Role(100_000, 0.1, sent: 134), Role(250_000, 0.25, sent: 134), Role(50_000, 0.05, sent: 200)),
        };

        Assert.Equal(0.4, cell.TotalCores()!.Value, 1e-9);
        Assert.Equal(400_000, cell.CpuNsPerMessage());
        Assert.Equal(2500, cell.MessagesPerCoreSecond()!.Value, 1e-6);
        Assert.Equal(468, cell.Total(role => role.PerMessage?.NetworkBytesSent));
        Assert.Null(cell.Total(role => role.PerMessage?.DiskBytesWritten));
        Assert.Contains("| 400 µs |", Row(CostText.Table(Runs.Of(cell))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_sum_without_a_service_that_was_not_charged_is_not_given()
    {
        var cell = Cell(Scenario.RoundTrip) with
        {
            Throughput = new Throughput(1000, 64_000),
            Guarantees = Guarantees.Of(Catalogue.BuiltIn.Find("postgres-poll").Traits),
            Cost = new Costs(Role(100_000, 0.1, sent: 134), Role(250_000, 0.25, sent: 134), null),
        };

        Assert.Null(cell.TotalCores());
        Assert.Null(cell.CpuNsPerMessage());
        Assert.Null(cell.MessagesPerCoreSecond());
        Assert.Null(cell.Total(role => role.PerMessage?.NetworkBytesSent));
        Assert.Contains("| 100 µs | 250 µs | - |", Row(CostText.Table(Runs.Of(cell))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_of_doing_nothing_has_its_price()
    {
        var cell = Cell(Scenario.Idle) with { Cost = new Costs(Role(null, 0.01), Role(null, 0.04), null) };

        Assert.Contains("| 0.05 | 1.2 |", Row(CostText.Idle(Runs.Of(cell))), StringComparison.Ordinal);
        Assert.True(CostText.Table(Runs.Of(cell)).IsEmpty);
    }

    [Fact]
    public void An_idle_pair_is_drawn_and_one_that_failed_is_a_row_too()
    {
        var run = Runs.Of(
            Cell(Scenario.Idle) with { Cost = new Costs(Role(null, 0.01), Role(null, 0.04), null) },
            Cell(Scenario.Idle) with { Transport = "uds", Status = Status.Failed, Reason = "gone" });

        Assert.Equal(["idle"], ChartSet.Draw(run).Select(chart => chart.Name));
        Assert.Contains("FAILED", CostText.Idle(run).ToString(), StringComparison.Ordinal);
        Assert.Contains("Idle cost", MarkdownReport.Of(run, []), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_on_the_front_is_beaten_in_both_figures()
    {
        (double X, double Y)[] points = [(1, 9), (2, 5), (3, 5), (4, 1), (5, 2), (9, 1)];

        Assert.Equal(
            [(1, 9), (2, 5), (4, 1)],
            points.Zip(ParetoFront.Of([.. points.Select(point => (IReadOnlyList<double>)[point.X, point.Y])]))
                .Where(pair => pair.Second == true)
                .Select(pair => pair.First)
                .Order());
        // Where less than 2 is no difference in the second figure, (2, 5) is as good as (4, 4) and cheaper.
        Assert.Equal([true, false], ParetoFront.Of([[2, 5], [4, 4]], (_, _, figure) => figure == 1));
        Assert.Equal([true, true], ParetoFront.Of([[2, 5], [4, 4]]));
    }

    private static RoleCost Role(double? cpuNs, double cores, double? sent = null) =>
        new(cpuNs, cores, 1024 * 1024) { PerMessage = cpuNs is null ? null : new ResourceUsage { NetworkBytesSent = sent }, PerSecond = new ResourceUsage() };

    private static string Row(MarkdownTable table) => string.Join(' ', table.ToString().Split('\n')[2].Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static CellResult Cell(Scenario scenario) => new()
    {
        Transport = "tcp",
        Family = Family.Sockets,
        Scenario = scenario,
        PayloadBytes = 64,
        Isolation = Isolation.Container,
        Status = Status.Ok,
    };
}
