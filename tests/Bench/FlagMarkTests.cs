using InterContainer.Bench.Analysis;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Bench;

/// <summary>A dagger stands at a figure whose use a flag changes.</summary>
public sealed class FlagMarkTests
{
    // Code, rounds that have it, all rounds.
    [Theory]
    [InlineData(FlagCodes.Bimodal, 1, 4, true)]
    [InlineData(FlagCodes.Saturated, 1, 4, true)]
    [InlineData(FlagCodes.BimodalBetweenRounds, 0, 4, true)]
    [InlineData("of-a-later-version", 1, 4, true)]
    [InlineData(FlagCodes.OtherLoad, 1, 4, false)]
    [InlineData(FlagCodes.OtherLoad, 2, 4, true)]
    [InlineData(FlagCodes.Steal, 1, 3, false)]
    [InlineData(FlagCodes.Steal, 2, 3, true)]
    [InlineData(FlagCodes.NotStationary, 1, 1, true)]
    [InlineData(FlagCodes.WarmUpNotConverged, 0, 3, true)]
    [InlineData(FlagCodes.LateSender, 4, 4, false)]
    [InlineData(FlagCodes.ClocksDiffer, 4, 4, false)]
    [InlineData(FlagCodes.MeasuredAlone, 0, 4, false)]
    public void A_flag_marks_by_its_kind_and_by_how_many_rounds_have_it(string code, int raised, int rounds, bool marks)
    {
        var cell = Cell(code, raised, rounds);

        Assert.Equal(marks ? [code] : Array.Empty<string>(), FlagMark.Of(cell).Select(flag => flag.Code));
        Assert.Equal(marks ? "1 µs †" : "1 µs", FlagMark.On("1 µs", cell));
    }

    [Fact]
    public void A_late_sender_marks_response_time_alone()
    {
        var cell = Cell(FlagCodes.LateSender, 1, 4);

        Assert.Empty(FlagMark.Of(cell));
        Assert.Single(FlagMark.Of(cell, isResponseTime: true));
    }

    [Fact]
    public void What_is_no_figure_has_no_dagger()
    {
        var cell = Cell(FlagCodes.Bimodal, 1, 1);

        Assert.Equal("-", FlagMark.On("-", cell));
        Assert.Equal("1 µs", FlagMark.On("1 µs", null));
        Assert.Equal("FAILED", FlagMark.On("FAILED", cell with { Status = Status.Failed }));
    }

    [Fact]
    public void The_rule_of_each_flag_is_documented()
    {
        var rows = File.ReadLines(Repository.Path("docs", "reading.md"))
            .SkipWhile(line => line != "## The dagger")
            .TakeWhile(line => !line.StartsWith("## What", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
            .ToList();

        Assert.All(FlagCodes.All.Keys, code => Assert.StartsWith(
            FlagMark.RuleOf(code) switch
            {
                Marking.Always => "always",
                Marking.HalfOfRounds => "where half of the rounds or more",
                Marking.ResponseTime => "response time",
                _ => "never",
            },
            Assert.Single(rows, row => row[1].Contains($"`{code}`", StringComparison.Ordinal))[2],
            StringComparison.Ordinal));
    }

    private static CellResult Cell(string code, int raised, int rounds)
    {
        var flag = new Flag(code);
        var cell = Runs.RoundTrip("tcp", 64, 1000, 2000, 1000)
            .OfRounds([.. Enumerable.Range(1, rounds).Select(number => Runs.Round(number, 1000, 2000, 1000) with { Flags = number <= raised ? [flag] : [] })]);
        return cell with { Flags = [flag] };
    }
}
