using System.CommandLine;
using InterContainer.Bench;
using InterContainer.Bench.Commands;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Bench;

/// <summary>What is typed, what is written, and the exit code.</summary>
public sealed class CompareCommandTests : IDisposable
{
    private static readonly int[] Medians = [1000, 1005, 1010];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("compare-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_run_compared_with_itself_passes_a_gate_and_a_slower_one_does_not()
    {
        var (before, after) = (Write("before", 1), Write("after", 1.3));

        Assert.Equal(Cli.Ok, Run(before, before, "--fail-above", "0%"));
        Assert.Equal(Cli.Ok, Run(before, after));
        Assert.Equal(Cli.GotWorse, Run(before, after, "--fail-above", "10%"));
        Assert.Equal(Cli.Ok, Run(before, after, "--fail-above", "50"));
        Assert.Equal(Cli.Ok, Run(after, before, "--fail-above", "10%"));
        Assert.Contains("| tcp round-trip 64 B", File.ReadAllText(Path.Combine(_folder.FullName, "comparison.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("much")]
    [InlineData("-1%")]
    public void A_percentage_that_is_none_is_one_line(string text)
    {
        var run = Write("run", 1);

        Assert.Contains(
            $"--fail-above {text}: accepted",
            Assert.Throws<UsageException>(() => Run(run, run, "--fail-above", text)).Message,
            StringComparison.Ordinal);
    }

    private int Run(params string[] arguments) => CompareCommand.Create()
        .Parse([.. arguments, "--out", Path.Combine(_folder.FullName, "comparison.md")])
        .Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });

    private string Write(string name, double slower)
    {
        var cell = Runs.RoundTrip("tcp", 64, 1000, 2000, 1e6)
            .OfRounds([.. Medians.Select((p50, i) => Runs.Round(i + 1, (long)(p50 * slower), (long)(2 * p50 * slower), 1e6 / slower))]);
        var folder = _folder.CreateSubdirectory(name).FullName;
        ResultsFile.Write(folder, Runs.Of(cell));
        return folder;
    }
}
