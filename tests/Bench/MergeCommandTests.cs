using System.CommandLine;
using InterContainer.Bench;
using InterContainer.Bench.Commands;
using InterContainer.Bench.Report.Judging;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Bench;

/// <summary>What is typed, what is written, and what is refused.</summary>
[Collection(nameof(BenchmarkDotNetAdapter))]
public sealed class MergeCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("merge-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Runs_of_one_plan_become_one_that_report_and_compare_read_and_that_is_merged_again()
    {
        var (a, b, c) = (Write(MergedRuns.Of("a", 0, 100, 110)), Write(MergedRuns.Of("b", 1, 400, 390, 410)), Write(MergedRuns.Of("c", 2, 200)));

        Assert.Equal(Cli.Ok, Run("merge", a, b, "--out", Place("ab")));
        Assert.Equal(Cli.Ok, Run("merge", Place("ab"), c, "--out", Place("abc")));

        var read = ResultsFile.Read(Place("abc"));
        Assert.Equal(["a", "b", "c"], read.Run.Merged.Select(run => run.Id));
        Assert.StartsWith("dotnet run -c Release --project bench -- merge ", read.Run.Command, StringComparison.Ordinal);
        Assert.Equal(Cli.Ok, Run("report", Place("abc")));
        Assert.Contains("3 runs of 1 cell", File.ReadAllText(Path.Combine(Place("abc"), "report.md")), StringComparison.Ordinal);
        Assert.Contains("3 runs of 1 cell", File.ReadAllText(Path.Combine(Place("abc"), "report.html")), StringComparison.Ordinal);
        Assert.Equal(Cli.Ok, Run("compare", Place("ab"), Place("abc"), "--out", Place("comparison.md")));
        var comparison = File.ReadAllText(Place("comparison.md"));
        Assert.Contains("merged of 3 runs", comparison, StringComparison.Ordinal);
        Assert.Contains("- runs: 2 / 3", comparison, StringComparison.Ordinal);
        Assert.Equal(Cli.Ok, Run("advise", Place("abc"), "--payload", "64"));
    }

    public static TheoryData<string, string> Others => new(
        ("version", "the versions differ (0 / 1)"),
        ("kernel", "the machines differ (kernel: kernel / another)"),
        ("cells", "the plans differ (udp round-trip 64 B is in one of them only)"),
        ("timing", "the plans differ (in how long"),
        ("settings", "what was measured differs (setting mode: none / spin (tcp))"),
        ("isolation", "tcp round-trip 64 B of isolation container is in one of them only"),
        ("interrupted", "is not complete; go on with it first: run --resume"),
        ("plan", "it has no plan"),
        ("itself", "the run a would be in it more than once"));

    [Theory]
    [MemberData(nameof(Others))]
    public void Another_plan_machine_or_version_is_one_line(string what, string says)
    {
        var (a, b) = (MergedRuns.Of("a", 0, 100), MergedRuns.Of("b", 1, 110));
        var (info, cell) = (b.Run, b.Results[0]);
        var other = what switch
        {
            "version" => b with { Run = info with { Version = "1" } },
            "kernel" => b with { Run = info with { Host = info.Host with { Kernel = "another" } } },
            "cells" => b with { Run = info with { Plan = info.Plan! with { Cells = [.. info.Plan.Cells, cell.Key with { Transport = "udp" }] } } },
            "timing" => b with { Run = info with { Plan = info.Plan! with { Timings = [new Timing { MaxWindows = 99 }] } } },
            "settings" => b with { Results = [cell with { Settings = cell.Settings.Append(new("mode", "spin")).ToDictionary() }] },
            "isolation" => b with { Results = [cell with { Isolation = Isolation.Process }] },
            "interrupted" => b with { Run = info with { FinishedUtc = null } },
            "plan" => b with { Run = info with { Plan = null } },
            _ => a with { Run = a.Run with { StartedUtc = info.StartedUtc } },
        };

        var message = Assert.Throws<UsageException>(() => Run("merge", Write(a, "first"), Write(other, "second"), "--out", Place("out"))).Message;

        Assert.Contains(says, message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
        Assert.False(Directory.Exists(Place("out")));
    }

    [Fact]
    public void One_run_is_too_few_and_none_is_written_over_itself()
    {
        var (a, b) = (Write(MergedRuns.Of("a", 0, 100)), Write(MergedRuns.Of("b", 1, 110)));

        Assert.Contains("two or more", Assert.Throws<UsageException>(() => Run("merge", a)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "it holds one of the runs",
            Assert.Throws<UsageException>(() => Run("merge", a, b, "--out", $"{b}/")).Message,
            StringComparison.Ordinal);
        Assert.Empty(ResultsFile.Read(b).Run.Merged);
    }

    private static int Run(params string[] arguments) =>
        Root.Create().Parse(arguments).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });

    private string Place(string name) => Path.Combine(_folder.FullName, name);

    private string Write(RunResults run, string? name = null)
    {
        var folder = _folder.CreateSubdirectory(name ?? run.Run.Id).FullName;
        ResultsFile.Write(folder, run);
        return folder;
    }
}
