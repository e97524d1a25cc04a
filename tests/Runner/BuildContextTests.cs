using System.Formats.Tar;
using System.Text;
using InterContainer.Runner.Containers;

namespace InterContainer.Tests.Runner;

/// <summary>What an engine is sent to build an image from.</summary>
public sealed class BuildContextTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("context-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("0600", "0644")]
    [InlineData("0700", "0755")]
    [InlineData("0444", "0644")]
    public async Task Everyone_in_the_image_may_read_what_only_its_owner_may_here(string here, string there)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs Unix, which has modes of files.");
        var path = Path.Combine(_folder.FullName, "agent");
        await File.WriteAllTextAsync(path, "coo", TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, Mode(here));

        var entries = await EntriesAsync(new BuildContext([("agent/it", path)], "FROM scratch"));

        Assert.Equal([("Dockerfile", "FROM scratch", Mode("0644")), ("agent/it", "coo", Mode(there))], entries);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_the_failure() =>
        await Assert.ThrowsAsync<FileNotFoundException>(() => EntriesAsync(new BuildContext([("agent/it", Path.Combine(_folder.FullName, "gone"))], null)));

    [Fact]
    public async Task An_engine_that_does_not_read_on_is_the_failure()
    {
        var path = Path.Combine(_folder.FullName, "large");
        await File.WriteAllBytesAsync(path, new byte[1024 * 1024], TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<InvalidOperationException>(() => new BuildContext([("large", path)], null)
            .SendAsync(_ => throw new InvalidOperationException("refused"), TestContext.Current.CancellationToken));
    }

    private static UnixFileMode Mode(string octal) => (UnixFileMode)Convert.ToInt32(octal, 8);

    private static async Task<List<(string Name, string Text, UnixFileMode Mode)>> EntriesAsync(BuildContext context)
    {
        List<(string Name, string Text, UnixFileMode Mode)> entries = [];
        await context.SendAsync(
            async stream =>
            {
                await using var archive = new TarReader(stream);
                while (await archive.GetNextEntryAsync(copyData: true, TestContext.Current.CancellationToken) is { } entry)
                {
                    var content = new StreamReader(entry.DataStream!, Encoding.UTF8);
                    entries.Add((entry.Name, await content.ReadToEndAsync(TestContext.Current.CancellationToken), entry.Mode));
                }
            },
            TestContext.Current.CancellationToken);
        return entries;
    }
}
