using System.Text.Json;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Tests.Bench;

namespace InterContainer.Tests.Runner;

/// <summary>Rounds stay in their runs, and each run counts once.</summary>
public class MergedResultsTests
{
    [Fact]
    public void A_figure_is_the_geometric_mean_of_the_runs_however_many_rounds_each_has()
    {
        // 100 in three rounds, 400 in one: 200, where four equal rounds would say 141.
        var merged = Assert.Single(Merge(MergedRuns.Of("a", 0, [100, 100, 100]), MergedRuns.Of("b", 1, [400])).Results);

        Assert.Equal(200, merged.LatencyNs!.P50, 1e-9);
        Assert.Equal(200, merged.Throughput!.MessagesPerSecond, 1e-9);
        Assert.Equal(["a", "a", "a", "b"], merged.Rounds.Select(round => round.Run));
        Assert.Equal([1, 2, 3, 1], merged.Rounds.Select(round => round.Round));
        Assert.Equal((100, 800), (merged.LatencyNs.Min, merged.LatencyNs.Max));
        Assert.Equal(4 * Runs.Many, merged.LatencyNs.Count);
    }

    [Fact]
    public void It_is_read_as_it_was_written()
    {
        var merged = Merge(MergedRuns.Of("a", 0, [100, 110]), MergedRuns.Of("b", 1, [400, 390]));
        using var json = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(merged, ProtocolJson.Options));

        var read = ResultsFile.Parse(json, "results.json");

        Assert.Equal(JsonSerializer.Serialize(merged, ProtocolJson.Options), JsonSerializer.Serialize(read, ProtocolJson.Options));
        Assert.Equal(Status.Ok, read.Results[0].Status);
    }

    [Fact]
    public void It_says_of_which_runs_it_is_and_merging_it_again_is_merging_all_of_them()
    {
        var (a, b, c) = (MergedRuns.Of("a", 0, [100, 100]), MergedRuns.Of("b", 1, [200]), MergedRuns.Of("c", 2, [400, 400, 400]));

        var (atOnce, inTurn) = (Merge(c, a, b), Merge(Merge(b, c), a));

        Assert.Equal(["a", "b", "c"], atOnce.Run.Merged.Select(run => run.Id));
        Assert.Equal([2, 1, 3], atOnce.Run.Merged.Select(run => run.Rounds));
        Assert.Equal(6, atOnce.Run.Plan!.Rounds);
        Assert.Equal((a.Run.StartedUtc, c.Run.FinishedUtc), (atOnce.Run.StartedUtc, atOnce.Run.FinishedUtc));
        Assert.Equal(atOnce.Run.Merged.Select(run => run.Id), inTurn.Run.Merged.Select(run => run.Id));
        Assert.Equal(200, atOnce.Results[0].LatencyNs!.P50, 1e-9);
        Assert.Equal(atOnce.Results[0].LatencyNs, inTurn.Results[0].LatencyNs);
    }

    [Fact]
    public void A_cell_that_failed_in_one_run_has_failed()
    {
        var failed = MergedRuns.Of("b", 1, [200]);
        failed = failed with { Results = [failed.Results[0] with { Status = Status.Failed, Reason = "It broke." }] };

        var merged = Assert.Single(Merge(MergedRuns.Of("a", 0, [100]), failed).Results);

        Assert.Equal((Status.Failed, "It broke."), (merged.Status, merged.Reason));
    }

    private static RunResults Merge(params RunResults[] runs) => MergedResults.Of("merged", "merge", runs);
}
