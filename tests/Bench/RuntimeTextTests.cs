using InterContainer.Bench.Report;
using InterContainer.Bench.Report.Exporting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Bench.Report.Tables;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Bench;

public class RuntimeTextTests
{
    [Fact]
    public void What_may_be_in_a_tail_is_named_with_its_cells_a_line_a_kind()
    {
        // Of 100 ms: 0.9 %, and 1.1 % in the second round of the responder.
        var compiled = Cell("grpc", Round(1, Runtime(compileNs: 900_000)), Round(2, Runtime(), Runtime(compileNs: 1_100_000)));
        var paused = Cell("http1", Round(1, Runtime(pauseNs: 5_000_000)));
        var calm = Cell("tcp", Round(1, Runtime(compileNs: 1_000_000, pauseNs: 1_000_000)));

        Assert.Equal(
            [
                "What p99 and p99.9 may be the time of: code was compiled for more than 1 % of the measured time of a round: "
                    + "grpc round-trip 64 B (responder 1.1 %, round 2).",
                "What p99 and p99.9 may be the time of: garbage collection paused more than 1 % of the measured time of a round: "
                    + "http1 round-trip 64 B (initiator 5 %, round 1).",
            ],
            RuntimeText.Causes([compiled, paused, calm]));
        Assert.Empty(RuntimeText.Causes([calm, Cell("old", new RoundResult { Round = 1 })]));
        Assert.Contains("grpc round-trip 64 B (responder 1.1 %, round 2)", MarkdownReport.Of(Runs.Of(compiled), []), StringComparison.Ordinal);
        Assert.Contains("grpc round-trip 64 B (responder 1.1 %, round 2)", PageExamples.Of(Runs.Of(compiled)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_is_a_role_and_there_is_none_where_nothing_is_known()
    {
        var cell = Cell("grpc", Round(1, new RuntimeActivity(3, 1_500_000, 2, 250_000, 2048), new RuntimeActivity(0, 0, 0, 0, null)));

        Assert.Equal(
            [
                ["grpc", "round-trip", "64 B", "initiator", "3", "1.5 ms", "2", "250 µs", "2 KiB"],
                ["grpc", "round-trip", "64 B", "responder", "0", "0 ns", "0", "0 ns", "-"],
            ],
            RuntimeText.Table(Runs.Of(cell)).Rows);
        Assert.True(RuntimeText.Table(Runs.Of(Runs.RoundTrip("tcp", 64, 1, 1, 1))).IsEmpty);
    }

    [Fact]
    public void The_columns_of_rounds_runtime_and_codes_stand_at_the_end()
    {
        var cell = Cell("grpc", Round(1, new RuntimeActivity(3, 1_500_000, 2, 250_000, 2048)), Round(2)) with
        {
            Flags = [new Flag(FlagCodes.Steal), new Flag(FlagCodes.Bimodal, "humps")],
        };

        var text = ResultsCsv.Of(Runs.Of(cell));
        var row = Assert.Single(CsvReader.Read(text));

        Assert.Contains(",flag_codes,send_lateness_count,", text.Split('\n')[0].TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(("2", "10000", "0", "200000000"), (row["rounds"], row["fewest_messages_a_round"], row["warm_up_ns"], row["measured_ns"]));
        Assert.Equal(("3", "1500000", "2", "250000", "2048"), (
            row["initiator_compiled_methods"], row["initiator_compile_ns"], row["initiator_gc_count"], row["initiator_gc_pause_ns"],
            row["initiator_allocated_bytes_per_message"]));
        Assert.Equal(("", "steal; bimodal"), (row["responder_gc_count"], row["flag_codes"]));
    }

    [Fact]
    public void A_flag_says_in_how_many_rounds_it_was_raised_where_not_in_all()
    {
        var steal = new Flag(FlagCodes.Steal);
        var cell = Cell("tcp", Round(1) with { Flags = [steal] }, Round(2), Round(3) with { Flags = [steal] });

        Assert.Equal(("(in 2 of 3 rounds)", ""), (FlagText.Detail(cell, steal), FlagText.Detail(cell.OfRounds(cell.Rounds[0]), steal)));
        Assert.Equal(
            ("humps (in 2 of 3 rounds)", "a-new-one: seen"),
            (FlagText.Detail(cell, steal with { Detail = "humps" }), new Flag("a-new-one", "seen").Text));
    }

    [Fact]
    public void A_kind_of_flag_is_one_line_with_its_cells()
    {
        var (steal, bimodal) = (new Flag(FlagCodes.Steal), new Flag(FlagCodes.Bimodal, "humps"));
        var run = Runs.Of(
            [Cell("udp", Round(1)) with { Flags = [bimodal] }, .. "abcd".Select(name => Cell($"{name}", Round(1)) with { Flags = [steal] })]);

        Assert.Equal(
            [
                "Bimodal, 1 cell: udp round-trip 64 B (humps). The median is that of one of them, so look at the distribution.",
                "The hypervisor gave more than 5 % of the processors' time to others, 4 cells: "
                + "a round-trip 64 B, b round-trip 64 B, c round-trip 64 B, d round-trip 64 B. Measure on a quieter machine.",
            ],
            FlagText.Kinds(run));
    }

    private static CellResult Cell(string transport, params RoundResult[] rounds) => Runs.Cell(transport, Scenario.RoundTrip, 64).OfRounds(rounds);

    private static RuntimeActivity Runtime(long compileNs = 0, long pauseNs = 0) => new(0, compileNs, 0, pauseNs, null);

    private static RoundResult Round(int number, RuntimeActivity? initiator = null, RuntimeActivity? responder = null) =>
        Runs.Round(number, 1000, 2000, 1000) with
        {
            Agents = initiator is null && responder is null ? null : new RoleRuntimes(initiator, responder),
            MeasuredNs = 100_000_000,
        };
}
