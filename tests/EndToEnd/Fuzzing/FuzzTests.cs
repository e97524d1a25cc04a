using System.Collections.Concurrent;
using System.Globalization;

namespace InterContainer.Tests.EndToEnd.Fuzzing;

/// <summary>
/// Generated command lines, environment variables and files, of a fixed seed: each ends in an exit code that is written down, without a stack trace, a
/// leftover, or a secret in what was printed or written. The environment variable FUZZ says which: <c>FUZZ=500</c> for the first 500,
/// <c>FUZZ=137-137</c> for one again.
/// </summary>
[Collection(nameof(WholeRuns))]
public class FuzzTests(EngineFixture engine)
{
    private const string Variable = "FUZZ";
    private const int Usual = 60;

    private static readonly int[] Expected = [0, 2, 130];

    // Most of the time a case starts, or waits.
    private const int SideBySide = 3;

    [Fact]
    public async Task Whatever_is_given_ends_as_it_should()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs Linux, which shows what processes are left.");
        var (first, last) = Asked();
        var output = TestContext.Current.TestOutputHelper!;
        ConcurrentBag<(int Number, string Lines)> wrong = [];
        ConcurrentBag<(int ExitCode, FuzzCase Case)> ends = [];

        await Parallel.ForEachAsync(
            Enumerable.Range(first, last - first + 1),
            new ParallelOptions { MaxDegreeOfParallelism = SideBySide, CancellationToken = TestContext.Current.CancellationToken },
            async (number, cancellationToken) =>
            {
                var trial = FuzzGenerator.Make(number, engine.IsThere);
                try
                {
                    var (exitCode, told) = await new FuzzTrial(trial, engine).RunAsync(cancellationToken);
                    ends.Add((exitCode, trial));
                    if (told.Count > 0)
                        wrong.Add((number, string.Join("\n  ", told)));
                }
                catch (Exception e) when (!cancellationToken.IsCancellationRequested)
                {
                    wrong.Add((number, $"{trial}\n  {e}"));
                }
            });

        foreach (var (exitCode, trial) in ends.OrderBy(end => end.Case.Number))
            output.WriteLine($"{exitCode,3} {trial}");
        var seen = ends.GroupBy(end => end.ExitCode).OrderBy(group => group.Key).Select(group => $"{group.Count()} with {group.Key}");
        output.WriteLine($"{ends.Count} ended: {string.Join(", ", seen)}.");
        // Cases that all ended alike would have tried little.
        Assert.True(last - first + 1 < Usual || Expected.All(ends.Select(end => end.ExitCode).Contains), string.Join(", ", seen));
        var lines = wrong.OrderBy(one => one.Number).Select(one => one.Lines);
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {last - first + 1} cases:\n{string.Join("\n\n", lines)}");
    }

    [Fact]
    public async Task What_must_not_be_there_is_found()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs Linux, which shows what processes are left.");
        // A name that is not known is repeated, so a secret in its place is told.
        var telling = new FuzzCase(0, ["completion", FuzzCase.SecretOf(0)], new Dictionary<string, string?>())
        {
            InterruptAfter = TimeSpan.FromMinutes(1),
            Prepare = folder => folder.CreateSubdirectory("tmp").CreateSubdirectory("intercontainer-1-x"),
        };

        var (exitCode, wrong) = await new FuzzTrial(telling, engine).RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(2, exitCode);
        Assert.Contains("standard error has the secret", wrong);
        Assert.Contains(wrong, line => line.EndsWith("intercontainer-1-x was left in a temporary folder", StringComparison.Ordinal));
    }

    private static (int First, int Last) Asked()
    {
        var numbers = (Environment.GetEnvironmentVariable(Variable) ?? "").Split('-', StringSplitOptions.RemoveEmptyEntries);
        return numbers.Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToList() switch
        {
            [] => (1, Usual),
            [var last] => (1, last),
            [var first, var last, ..] => (first, last),
        };
    }
}
