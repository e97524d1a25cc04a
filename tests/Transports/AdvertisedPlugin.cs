using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace InterContainer.Tests.Transports;

/// <summary>A plug-in of docs/adding-a-transport.md, built from its text in a folder of its own.</summary>
/// <param name="name">Of its folder.</param>
/// <param name="type">Of its class, its file and its project.</param>
internal sealed partial class AdvertisedPlugin(string name, string type) : IAsyncDisposable
{
    // NuGet keeps every version it has seen, so each build needs one that it has not.
    private readonly string _version = string.Create(
        CultureInfo.InvariantCulture,
        $"{Contract.Major}.{Contract.Minor}.{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}");
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-test-");
    private readonly string _page = File.ReadAllText(Repository.Path("docs", "adding-a-transport.md"));

    private static Version Contract => typeof(InterContainer.Transports.ITransport).Assembly.GetName().Version!;

    /// <summary>The arguments of <c>run</c> that the page gives.</summary>
    public string[] RunArguments => Here(Block("sh", $"--plugin ../{name}/").Split(" -- ")[1]).Split(' ');

    public async Task BuildAsync()
    {
        await RunAsync(Repository.Path(), $"{Here(Block("sh", "dotnet pack"))} -p:PackageVersion={_version}");
        var project = _folder.CreateSubdirectory(name).FullName;
        await File.WriteAllTextAsync(Path.Combine(project, $"{type}.csproj"), Block("xml", "<Project"));
        await File.WriteAllTextAsync(Path.Combine(project, $"{type}.cs"), Block("csharp", $"class {type} "));
        await RunAsync(project, Block("sh", "dotnet build"));
    }

    public ValueTask DisposeAsync()
    {
        _folder.Delete(recursive: true);
        var kept = Path.Combine(
            Environment.GetEnvironmentVariable("NUGET_PACKAGES")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages"),
            "intercontainer.transports.contract",
            _version);
        if (Directory.Exists(kept))
            Directory.Delete(kept, recursive: true);
        return default;
    }

    // What lies next to the clone on the page lies in our folder here.
    private string Here(string command) => command.Replace("../", $"{_folder.FullName}/", StringComparison.Ordinal);

    private string Block(string language, string with) => CodeBlock().Matches(_page)
        .Where(block => block.Groups["language"].Value == language)
        .Select(block => block.Groups["text"].Value.Trim())
        .First(text => text.Contains(with, StringComparison.Ordinal));

    private static async Task RunAsync(string folder, string command)
    {
        var start = new ProcessStartInfo("sh", ["-c", command]) { WorkingDirectory = folder, RedirectStandardOutput = true };
        // So that no build server stays behind.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{command}:\n{output}");
    }

    [GeneratedRegex("^```(?<language>\\w+)\\n(?<text>.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CodeBlock();
}
