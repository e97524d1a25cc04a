using System.CommandLine;
using InterContainer.Bench;
using InterContainer.Bench.Commands;
using InterContainer.Bench.Report;
using InterContainer.Bench.Report.Notes;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

/// <summary>What a run says before it starts and after it has ended, and the options that are a person's own profile.</summary>
public sealed class RunTextTests
{
    [Theory]
    [InlineData(1, 1, "1 cell in 1 round: about 4 s (seed 7).")]
    [InlineData(20, 3, "60 cells in 3 rounds: about 4 min (seed 7).")]
    [InlineData(20, 100, "2000 cells in 100 rounds: about 2.2 h (seed 7).")]
    public void A_plan_is_announced_with_its_time(int cells, int rounds, string says)
    {
        var plan = Plan.InRounds(
            [
                .. Enumerable.Range(0, cells).Select(i => new PlannedCell(
                    TransportChoice.Parse("tcp", Catalogue.BuiltIn),
                    new Cell { Transport = "tcp", PayloadBytes = 64 + i, Timing = RunProfile.Default.Timing },
                    1)),
            ],
            rounds,
            7);

        Assert.Equal(says, RunProgress.Announce(plan));
    }

    [Fact]
    public void Warm_up_and_measured_time_are_shares_of_the_whole()
    {
        // 10 minutes in all.
        var run = Runs.Of(
            Runs.RoundTrip("tcp", 64, 1000, 2000, 1e6) with { WarmUpNs = 120_000_000_000, MeasuredNs = 200_000_000_000 },
            Runs.RoundTrip("udp", 64, 1000, 2000, 1e6) with { WarmUpNs = 66_000_000_000, MeasuredNs = 64_000_000_000 });

        Assert.Equal("0:10:00 in all: warm-up 31 %, measured 44 %, the rest launching and connecting.", MachineText.Shares(run));
        Assert.Contains("warm-up 31 %, measured 44 %", MarkdownReport.Of(run, []), StringComparison.Ordinal);
        Assert.Null(MachineText.Shares(run with { Run = run.Run with { FinishedUtc = null } }));
    }

    [Fact]
    public void An_effort_of_ones_own_takes_the_place_of_the_suites()
    {
        var profile = Read("--thorough", "--rounds", "10", "--duration", "2s", "--warm-up", "500ms", "--max-warm-up", "5s").RunProfile;

        Assert.Equal(
            (10, TimeSpan.FromSeconds(2), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(5)),
            (profile.Rounds, profile.Duration, profile.WarmUp, profile.MaxWarmUp));
        Assert.Equal(RunProfile.Thorough.Payloads, profile.Payloads);
        Assert.Equal(RunProfile.Default, Read().RunProfile);
        Assert.Equal((4294967295, null), (Read("--seed", "4294967295").Seed, Read().Seed));
    }

    [Fact]
    public void The_suite_without_options_has_every_transport_in_both_worlds_and_some_large_messages()
    {
        var cells = Cells();

        foreach (var scenario in new[] { Scenario.RoundTrip, Scenario.Load, Scenario.Stream })
            Assert.Equal(
                Suite.Default.Transports(Catalogue.BuiltIn).Select(transport => transport.Text).Order(),
                cells.Where(cell => cell.Scenario == scenario && cell.PayloadBytes == 64).Select(cell => cell.Transport).Order());
        Assert.All(cells.Where(cell => cell.PayloadBytes > 64), cell => Assert.Equal((Scenario.RoundTrip, 64 * 1024), (cell.Scenario, cell.PayloadBytes)));
        Assert.InRange(cells.Count(cell => cell.PayloadBytes > 64), 5, 10);
        Assert.All(
            cells.Where(cell => cell.Scenario == Scenario.Load),
            cell => Assert.Equal((100.0, 3000), (cell.OfferedRate, cell.Timing.MaxWindows * cell.Timing.WindowMs)));
    }

    [Fact]
    public void The_suite_of_silences_has_three_cells_a_transport()
    {
        var cells = Cells("--suite", "wake");

        Assert.Equal(3 * Suite.Default.Transports(Catalogue.BuiltIn).Count, cells.Count);
        Assert.All(cells.GroupBy(cell => cell.Transport), silences => Assert.Equal(
            [(100, 30), (1000, 10), (10_000, 3)], silences.Select(cell => (cell.SilenceMs!.Value, cell.Timing.WakeUps))));
        Assert.All(cells, cell => Assert.Equal((Scenario.Wake, 64, 1, null), (cell.Scenario, cell.PayloadBytes, cell.Initiators, cell.OfferedRate)));
        var own = Cells("--quick", "--scenario", "wake", "--transport", "tcp", "--silence", "2s,5ms,2000ms");
        Assert.Equal([(5, 15), (2000, 4)], own.Select(cell => (cell.SilenceMs!.Value, cell.Timing.WakeUps)));
        Assert.All(Cells("--silence", "5ms"), cell => Assert.Null(cell.SilenceMs));
    }

    [Fact]
    public void What_a_person_names_is_measured_in_full()
    {
        Assert.Equal(6, Cells("--transport", "mqtt-ws").Count);
        Assert.Equal(3 * Suite.Default.Transports(Catalogue.BuiltIn).Count, Cells("--payload", "1KiB").Count);
        Assert.Equal(
            [20.0, 500.0],
            Cells("--transport", "tcp", "--scenario", "load", "--payload", "64", "--rate", "20,500").Select(cell => cell.OfferedRate!.Value));
        Assert.Equal(Suite.Default.Transports(Catalogue.BuiltIn).Count * 7, Cells("--thorough").Count);
    }

    [Fact]
    public void A_fan_out_has_a_cell_for_each_number_of_subscribers_and_one_publisher()
    {
        var suite = Cells("--suite", "fan-out", "--transport", "tcp");
        var own = Cells(
            "--scenario", "fan-out,round-trip", "--transport", "tcp", "--payload", "64", "--subscribers", "2,8", "--rate", "20,500", "--initiators", "3");
        var fanned = own.Where(cell => cell.Scenario == Scenario.FanOut).ToList();

        Assert.Equal([(1, 100.0), (4, 100.0), (16, 100.0)], suite.Select(cell => (cell.Subscribers, cell.OfferedRate!.Value)));
        Assert.All(suite, cell => Assert.Equal((Scenario.FanOut, 1, 1), (cell.Scenario, cell.Initiators, cell.Responders)));
        Assert.All(suite, cell => Assert.Equal(3000, cell.Timing.MaxWindows * cell.Timing.WindowMs));
        Assert.Equal([(2, 20.0), (2, 500.0), (8, 20.0), (8, 500.0)], fanned.Select(cell => (cell.Subscribers, cell.OfferedRate!.Value)));
        Assert.Single(own, cell => cell is { Scenario: Scenario.RoundTrip, Initiators: 3, Subscribers: 1, OfferedRate: null });
    }

    [Theory]
    [InlineData("--subscribers 17: accepted are whole numbers from 1 to 16.", "--subscribers", "17")]
    [InlineData("--rounds 0: accepted are whole numbers from 1 to 100.", "--rounds", "0")]
    [InlineData("--rounds 101: ", "--rounds", "101")]
    [InlineData("--rounds many: ", "--rounds", "many")]
    [InlineData("--duration 10: accepted are times from 50ms to 600s, written 500ms or 10s.", "--duration", "10")]
    [InlineData("--duration 49ms: ", "--duration", "49ms")]
    [InlineData("--duration 601s: ", "--duration", "601s")]
    [InlineData("--warm-up -5s: ", "--warm-up", "-5s")]
    [InlineData("--max-warm-up 1m: ", "--max-warm-up", "1m")]
    [InlineData("--max-warm-up 2s: accepted is --warm-up (5s) or longer.", "--warm-up", "5s", "--max-warm-up", "2s")]
    [InlineData("--silence 0: accepted are times from 1ms to 60s, written 500ms or 10s.", "--silence", "0")]
    [InlineData("--silence 61s: ", "--silence", "1s,61s")]
    [InlineData("--silence 100: ", "--silence", "100")]
    [InlineData("--silence : ", "--silence", "100ms,")]
    [InlineData("--seed -1: accepted are whole numbers from 0 to 4294967295.", "--seed", "-1")]
    public void A_value_that_is_none_is_one_line(string says, params string[] arguments) =>
        Assert.StartsWith(says, Assert.Throws<UsageException>(() => Read(arguments)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_fan_out_of_more_messages_than_subscribers_keep_is_one_line() => Assert.StartsWith(
        "--rate 20000 for --duration 10s: ",
        Assert.Throws<UsageException>(() => Cells("--suite", "fan-out", "--rate", "20000", "--duration", "10s")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void A_fan_out_has_subscribers_and_no_responders_that_share() =>
        Assert.StartsWith(
            "--responders: fan-out", Assert.Throws<UsageException>(() => Cells("--suite", "fan-out", "--responders", "2")).Message, StringComparison.Ordinal);

    private static List<Cell> Cells(params string[] arguments)
    {
        var request = Read(arguments);
        var keys = from transport in request.Transports
                   from scenario in request.Scenarios
                   from payload in request.Payloads
                   select (scenario, transport.Text, payload);
        return [.. RunPlan.OneRound(request, [.. keys]).Select(planned => planned.Cell)];
    }

    private static RunRequest Read(params string[] arguments)
    {
        var options = new RunOptions();
        var command = new RootCommand();
        foreach (var option in options.All)
            command.Add(option);
        return options.Read(command.Parse(arguments));
    }
}
