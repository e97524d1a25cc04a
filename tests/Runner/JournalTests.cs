using System.Text.Json;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Tests.Bench;
using InterContainer.Transports;

namespace InterContainer.Tests.Runner;

/// <summary>What a run keeps while it goes on, and what is left of it when it is killed.</summary>
public sealed class JournalTests : IDisposable
{
    private static readonly RunInfo Info = Runs.Of().Run with { FinishedUtc = null };
    private static readonly DateTime End = new(2026, 11, 25, 12, 10, 0, DateTimeKind.Utc);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("journal-tests-");

    private string Folder => _folder.FullName;

    private string File => Path.Combine(Folder, Journal.Name);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void It_begins_with_the_plan_and_the_machine()
    {
        var plan = PlanOf(["tcp", "udp", "uds"], rounds: 2);

        Journal.Begin(Folder, Info, plan, []).Dispose();

        using var head = JsonDocument.Parse(Assert.Single(System.IO.File.ReadAllLines(File)));
        var run = head.RootElement.GetProperty("run");
        Assert.Equal(RunResults.CurrentSchema, head.RootElement.GetProperty("schema").GetInt32());
        Assert.Equal("cpu", run.GetProperty("host").GetProperty("cpu").GetString());
        Assert.Equal((plan.Seed, 2), (run.GetProperty("plan").GetProperty("seed").GetUInt32(), run.GetProperty("plan").GetProperty("rounds").GetInt32()));
        Assert.Equal(
            ["tcp", "udp", "uds"],
            run.GetProperty("plan").GetProperty("cells").EnumerateArray().Select(cell => cell.GetProperty("transport").GetString()));
        // Rounds of pairs of places in the plan.
        var order = head.RootElement.GetProperty("order").Deserialize<int[][][]>()!;
        Assert.Equal(
            plan.Pairs.SelectMany(pair => pair.Cells).Select(cell => cell.Transport.Text),
            order.SelectMany(round => round).SelectMany(pair => pair).Select(place => plan.Cells[place].Transport.Text));
        Assert.Equal(2, order.Length);
    }

    [Fact]
    public void It_becomes_the_results_in_the_order_of_the_plan_and_is_removed()
    {
        var capacity = new Capacity { Transport = "tcp", PayloadBytes = 64, Initiators = 1, MessagesPerSecond = 5000 };
        using var journal = Journal.Begin(Folder, Info, PlanOf(["tcp", "udp"], rounds: 2), [capacity]);
        journal.Add(Result("udp", 1), Result("tcp", 1));
        journal.Add(Result("tcp", 2));
        journal.Add([Row(1)]);
        journal.Add(Result("udp", 2));
        journal.Add([Row(1, 2)]);

        var run = journal.Complete(End);

        Assert.Equal([ResultsFile.Name], _folder.EnumerateFiles().Select(file => file.Name));
        var read = ResultsFile.Read(Folder);
        Assert.Equal(Json(run), Json(read));
        Assert.Equal((End, 2, 5000), (read.Run.FinishedUtc, read.Run.Plan?.Rounds, read.Capacities[0].MessagesPerSecond));
        Assert.Equal(["tcp", "udp"], read.Results.Select(result => result.Transport));
        Assert.All(read.Results, result => Assert.Equal(200, result.Counts!.Received));
        Assert.All(read.Results, result => Assert.Equal([1, 2], result.Rounds.Select(round => round.Round)));
        Assert.Equal([1, 2], Assert.Single(read.Calibration).Suite);
    }

    [Fact]
    public void A_killed_run_is_read_from_its_journal_wherever_its_last_line_was_torn()
    {
        using (var journal = Journal.Begin(Folder, Info, PlanOf(["tcp", "udp"], rounds: 1), []))
        {
            journal.Add(Result("tcp", 1));
            journal.Add(Result("udp", 1));
        }

        var whole = System.IO.File.ReadAllBytes(File);
        var last = whole.AsSpan(0, whole.Length - 1).LastIndexOf((byte)'\n') + 1;
        Assert.True(ResultsFile.IsUnfinished(Folder));
        Assert.Equal(["tcp", "udp"], ResultsFile.Read(Folder).Results.Select(result => result.Transport));
        for (var length = last; length < whole.Length - 1; length += 37)
        {
            System.IO.File.WriteAllBytes(File, whole[..length]);
            Assert.Equal(["tcp"], ResultsFile.Read(Folder).Results.Select(result => result.Transport));
        }

        // What a file system may leave of blocks that were never written.
        System.IO.File.WriteAllBytes(File, [.. whole[..last], .. new byte[4096]]);
        Assert.Equal(["tcp"], ResultsFile.Read(Folder).Results.Select(result => result.Transport));
        Assert.Null(ResultsFile.Read(Folder).Run.FinishedUtc);
    }

    [Fact]
    public void An_interrupted_run_keeps_it_with_the_results()
    {
        using var journal = Journal.Begin(Folder, Info, PlanOf(["tcp", "udp"], rounds: 1), []);
        journal.Add(Result("tcp", 1));

        journal.Complete(null);

        Assert.Equal([Journal.Name, ResultsFile.Name], _folder.EnumerateFiles().Select(file => file.Name).Order());
        Assert.False(ResultsFile.IsUnfinished(Folder));
        Assert.Equal(["tcp"], ResultsFile.Read(Folder).Results.Select(result => result.Transport));
    }

    [Fact]
    public void A_resumed_run_ends_as_one_that_was_not_interrupted_wherever_its_last_line_was_torn()
    {
        var plan = PlanOf(["tcp", "udp"], rounds: 2);
        CellResult[] all = [.. plan.Pairs.SelectMany(pair => pair.Cells).Select(cell => Result(cell.Transport.Text, cell.Round))];
        using (var journal = Journal.Begin(Folder, Info, plan, []))
            journal.Add(all);
        var whole = System.IO.File.ReadAllBytes(File);
        using (var journal = Journal.Resume(Folder, null))
            Assert.Equal(Json(ResultsFile.Read(Folder)), Json(journal.Complete(null)));
        var ends = Enumerable.Range(0, whole.Length).Where(i => whole[i] == '\n').Select(i => i + 1).ToList();

        // Anywhere after the head, each line torn in some places and whole, with and without what a file system may leave of blocks.
        foreach (var length in ends.Concat(Enumerable.Range(ends[0], whole.Length - ends[0]).Where(i => i % 997 == 0)))
        {
            foreach (var junk in new[] { Array.Empty<byte>(), new byte[5000] })
            {
                System.IO.File.WriteAllBytes(File, [.. whole[..length], .. junk]);
                var contents = JournalContents.Of(Folder);
                var missing = plan.After(contents.RoundsOf);
                using var journal = Journal.Resume(Folder, End);
                journal.Add([.. missing.Pairs.SelectMany(pair => pair.Cells).Select(cell => Result(cell.Transport.Text, cell.Round))]);

                var run = journal.Complete(End);

                Assert.Equal(ends.Count(end => end <= length) - 1, all.Length - missing.Count);
                Assert.Equal([End], run.Run.Resumed);
                Assert.All(run.Results, result => Assert.Equal([1, 2], result.Rounds.Select(round => round.Round)));
                Assert.Equal(["tcp", "udp"], run.Results.Select(result => result.Transport));
                Assert.Equal([ResultsFile.Name], _folder.EnumerateFiles().Select(file => file.Name));
            }
        }
    }

    [Fact]
    public void A_round_that_failed_is_over_and_a_pair_of_which_half_is_kept_is_measured_for_the_rest()
    {
        var plan = Plan.InRounds(
            [
                .. new[] { Scenario.RoundTrip, Scenario.Stream }.Select(scenario =>
                    new PlannedCell(
                        TransportChoice.Parse("tcp", Catalogue.BuiltIn),
                        new Cell { Transport = "tcp", PayloadBytes = 64, Scenario = scenario },
                        1)),
            ],
            2,
            seed: 1);
        using (var journal = Journal.Begin(Folder, Info, plan, []))
            journal.Add(Evaluation.NotMeasured(plan.Pairs[0].Cells[0], Isolation.Process, Status.Failed, "It broke."));

        var missing = plan.After(JournalContents.Of(Folder).RoundsOf);

        Assert.Equal(plan.Pairs[0].Cells[1], Assert.Single(missing.Pairs[0].Cells));
        Assert.Equal(plan.Pairs[1].Cells, missing.Pairs[1].Cells);
        Assert.Equal((4, 3), (plan.Count, missing.Count));
    }

    [Fact]
    public void Another_plan_is_told_from_the_one_that_was_begun()
    {
        var plan = PlanOf(["tcp", "udp", "uds"], rounds: 2);
        Journal.Begin(Folder, Info, plan, []).Dispose();

        var contents = JournalContents.Of(Folder);

        Assert.True(contents.IsOf(PlanOf(["tcp", "udp", "uds"], rounds: 2)));
        Assert.False(contents.IsOf(PlanOf(["tcp", "udp", "uds"], rounds: 3)));
        Assert.False(contents.IsOf(PlanOf(["tcp", "udp"], rounds: 2)));
        Assert.False(contents.IsOf(Plan.InRounds(plan.Cells, 2, seed: 2)));
        var others = plan.Cells.Select(cell => cell with { Cell = cell.Cell with { Timing = RunProfile.Thorough.Timing } });
        Assert.False(contents.IsOf(Plan.InRounds([.. others], 2, seed: 1)));
    }

    [Theory]
    [InlineData("", "does not begin with a run")]
    [InlineData("{\"schema\":99,\"run\":null}\n", "has schema 99")]
    [InlineData("{\"result\":", "does not begin with a run")]
    public void What_is_no_journal_is_one_line(string text, string says)
    {
        System.IO.File.WriteAllText(File, text);

        Assert.Contains(says, Assert.Throws<ResultsException>(() => ResultsFile.Read(Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_is_damaged_before_the_last_one_is_named()
    {
        using (var journal = Journal.Begin(Folder, Info, PlanOf(["tcp"], rounds: 2), []))
        {
            journal.Add(Result("tcp", 1));
            journal.Add(Result("tcp", 2));
        }

        var lines = System.IO.File.ReadAllLines(File);
        System.IO.File.WriteAllLines(File, [lines[0], lines[1][..50], lines[2]]);

        Assert.Contains("at line 2", Assert.Throws<ResultsException>(() => ResultsFile.Read(Folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_changed_character_is_one_line_or_a_run()
    {
        using (var journal = Journal.Begin(Folder, Info, PlanOf(["tcp", "udp"], rounds: 2), []))
        {
            foreach (var round in new[] { 1, 2 })
                journal.Add(Result("tcp", round), Result("udp", round));
        }

        var whole = System.IO.File.ReadAllText(File);
        var random = new Random(1);
        for (var i = 0; i < 1000; i++)
        {
            var at = random.Next(whole.Length);
            System.IO.File.WriteAllText(File, $"{whole[..at]}{(char)random.Next(32, 127)}{whole[(at + 1)..]}");
            try
            {
                Assert.InRange(ResultsFile.Read(Folder).Results.Count, 0, 4);
            }
            catch (ResultsException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    [Fact]
    public void An_earlier_run_in_the_folder_is_replaced()
    {
        ResultsFile.Write(Folder, Runs.Of(Result("tcp", 1)));

        Journal.Begin(Folder, Info, PlanOf(["udp"], rounds: 1), []).Dispose();

        Assert.Empty(ResultsFile.Read(Folder).Results);
    }

    [Fact]
    public void The_last_of_10_000_cells_writes_and_allocates_what_the_first_does()
    {
        const int Cells = 10_000;
        // 5 digits each, so that their lines are of one length.
        var plan = PlanOf([.. Enumerable.Repeat("tcp", Cells)], rounds: 1, payload: 10_000);
        CountedFile? file = null;
        using var journal = Journal.Begin(Folder, Info, plan, [], null, path => file = new CountedFile(path));
        var template = Result("tcp", 1);
        long[] written = new long[Cells], flushes = new long[Cells], allocated = new long[Cells];

        for (var i = 0; i < Cells; i++)
        {
            var (writtenBefore, flushesBefore, allocatedBefore) = (file!.Length, file.Flushes, GC.GetAllocatedBytesForCurrentThread());
            journal.Add(template with { PayloadBytes = 10_000 + i });
            (written[i], flushes[i], allocated[i]) = (
                file.Length - writtenBefore,
                file.Flushes - flushesBefore,
                GC.GetAllocatedBytesForCurrentThread() - allocatedBefore);
        }

        Assert.All(flushes, count => Assert.Equal(1, count));
        Assert.All(written, bytes => Assert.Equal(written[0], bytes));
        // The first ones compile and fill caches.
        Assert.InRange(allocated[^1000..].Average(), 0, 1.1 * allocated[1000..2000].Average());
        Assert.Equal(Cells, journal.Complete(End).Results.Count);
    }

    [Fact]
    public async Task A_session_keeps_each_cell_and_holds_none_of_them()
    {
        var plan = PlanOf([.. Enumerable.Repeat("tcp", 2000)], rounds: 2, payload: 10_000);
        using var journal = Journal.Begin(Folder, Info, plan, [], null, path => new CountedFile(path));
        List<WeakReference> results = [];
        var session = new RunSession(new Nowhere(), RunProfile.Default, plan, journal) { Finished = (_, result) => results.Add(new WeakReference(result)) };

        Assert.True(await session.ExecuteAsync(TestContext.Current.CancellationToken));

        GC.Collect();
        // The last one may still be in a register.
        Assert.InRange(results.Count(result => result.IsAlive), 0, 2);
        Assert.Equal(4000, results.Count);
        var run = journal.Complete(End);
        Assert.Equal(2000, run.Results.Count);
        Assert.All(run.Results, result => Assert.Equal(Status.Skipped, result.Status));
    }

    [Fact]
    public async Task An_interrupted_session_says_so_and_keeps_what_is_finished()
    {
        using var interruption = new CancellationTokenSource();
        var plan = PlanOf(["tcp", "udp", "uds"], rounds: 2);
        using var journal = Journal.Begin(Folder, Info, plan, []);
        var finished = 0;
        var session = new RunSession(new Nowhere(), RunProfile.Default, plan, journal)
        {
            Finished = (_, _) =>
            {
                if (++finished == 4)
                    interruption.Cancel();
            },
        };

        Assert.False(await session.ExecuteAsync(interruption.Token));

        Assert.Equal(5, (await System.IO.File.ReadAllLinesAsync(File, TestContext.Current.CancellationToken)).Length);
        Assert.Null(journal.Complete(null).Run.FinishedUtc);
    }

    private static string Json(RunResults run) => JsonSerializer.Serialize(run, ProtocolJson.Options);

    private static CalibrationRow Row(params double[] ours) =>
        new() { Tool = "wrk", Transport = "http1", Scenario = Scenario.RoundTrip, PayloadBytes = 64, Quantity = Quantity.P50, Suite = ours, Native = ours };

    private static CellResult Result(string transport, int round) => RunExamples.RoundTrip(transport, Family.Sockets, 10_000)
        .OfRounds(Runs.Round(round, 10_000, 20_000, 100_000));

    private static Plan PlanOf(string[] transports, int rounds, int payload = 64) => Plan.InRounds(
        [
            .. transports.Select((transport, i) => new PlannedCell(
                TransportChoice.Parse(transport, Catalogue.BuiltIn),
                new Cell { Transport = transport, PayloadBytes = transports.Length > 100 ? payload + i : payload },
                1)),
        ],
        rounds,
        seed: 1);

    /// <summary>Counts what is to reach the disk, and does not wait for that.</summary>
    private sealed class CountedFile(string path) : FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read)
    {
        public int Flushes { get; private set; }

        public override void Flush(bool flushToDisk)
        {
            Flushes += flushToDisk ? 1 : 0;
            base.Flush(flushToDisk: false);
        }
    }

    private sealed class Nowhere : ILauncher
    {
        public Isolation Isolation => Isolation.Process;

        public string UnsupportedReason(Traits traits, Conditions conditions, int responders) => "There is no place here.";

        public Task<IPair> PrepareAsync(Traits traits, Conditions conditions, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask DisposeAsync() => default;
    }
}
