using InterContainer.Bench;
using InterContainer.Bench.Commands;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Bench;

/// <summary>Each run has a folder and an id of its own, also in one second.</summary>
public sealed class RunFolderTests : IDisposable
{
    // Long ago, so that no run of this repository has it.
    private static readonly DateTime Started = new(1999, 12, 31, 23, 59, 58, DateTimeKind.Utc);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("run-folder-tests-");
    private readonly string _results = Path.Combine(RunFolder.Root(), "results");

    public void Dispose()
    {
        _folder.Delete(recursive: true);
        foreach (var folder in Directory.Exists(_results) ? Directory.GetDirectories(_results, "19991231T235958Z-*") : [])
            Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Runs_that_begin_together_take_folders_of_their_own()
    {
        var folders = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => RunFolder.Take(null, Started))));

        Assert.Equal(8, folders.Select(folder => folder.Path).Distinct().Count());
        Assert.Contains(folders, folder => Path.GetFileName(folder.Path).EndsWith("-8", StringComparison.Ordinal));
        foreach (var folder in folders)
            folder.Dispose();
        Assert.All(folders, folder => Assert.Empty(Directory.GetFiles(folder.Path)));
    }

    [Theory]
    [InlineData(ResultsFile.Name)]
    [InlineData(Journal.Name)]
    public void A_run_that_has_ended_in_the_same_second_is_not_replaced(string left)
    {
        string first;
        using (var folder = RunFolder.Take(null, Started))
        {
            first = folder.Path;
            File.WriteAllText(Path.Combine(first, left), "{}");
        }

        using var second = RunFolder.Take(null, Started);

        Assert.Equal($"{first}-2", second.Path);
    }

    [Fact]
    public void A_folder_of_ones_own_is_one_runs_at_a_time_and_then_anothers()
    {
        var asked = Path.Combine(_folder.FullName, "mine");
        using (RunFolder.Take(asked, Started))
            Assert.Contains("another run is writing", Assert.Throws<UsageException>(() => RunFolder.Take(asked, Started)).Message, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(asked, ResultsFile.Name), "{}");

        using var again = RunFolder.Take(asked, Started);

        Assert.Equal(asked, again.Path);
    }

    [Fact]
    public void Runs_of_one_second_differ_in_their_ids_after_which_everything_of_theirs_is_named()
    {
        var ids = Enumerable.Range(0, 100).Select(_ => RunFolder.NewId(Started)).ToList();

        Assert.Equal(100, ids.Distinct().Count());
        Assert.All(ids, id => Assert.StartsWith("19991231T235958Z-", id, StringComparison.Ordinal));
    }
}
