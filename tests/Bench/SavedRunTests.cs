using InterContainer.Bench;
using InterContainer.Bench.Commands;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.Bench;

/// <summary>What becomes of a run whose folder cannot be written any more.</summary>
public sealed class SavedRunTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saved-run-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_full_disk_is_one_line_with_the_first_cause_and_where_the_rest_is()
    {
        // Where the results would be written stands a folder, so they cannot be.
        _folder.CreateSubdirectory($"{ResultsFile.Name}.new");

        var failure = await Assert.ThrowsAsync<UsageException>(() => SavedRun.MeasureAsync(
            _folder.FullName, folder => Journal.Begin(folder, Runs.Of().Run, plan: null, []), _ => throw new IOException("No space left on device.")));

        Assert.StartsWith($"{_folder.FullName}: No space left on device. What was measured", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith($"report {_folder.FullName}", failure.Message, StringComparison.Ordinal);
        Assert.True(ResultsFile.IsUnfinished(_folder.FullName));
    }

    [Fact]
    public void Results_that_cannot_be_written_leave_no_half_of_a_file()
    {
        // A folder of that name is not replaced by a file.
        _folder.CreateSubdirectory(ResultsFile.Name);

        Assert.ThrowsAny<SystemException>(() => ResultsFile.Write(_folder.FullName, Runs.Of()));

        Assert.Empty(_folder.EnumerateFiles());
    }

    [Fact]
    public async Task Another_failure_stays_what_it_was_and_what_was_measured_is_kept()
    {
        var failure = await Assert.ThrowsAsync<IOException>(
            () => SavedRun.MeasureAsync(
                _folder.FullName,
                folder => Journal.Begin(folder, Runs.Of().Run, plan: null, []),
                _ => throw new IOException("It broke.")));

        Assert.Equal("It broke.", failure.Message);
        Assert.Null(ResultsFile.Read(_folder.FullName).Run.FinishedUtc);
    }
}
