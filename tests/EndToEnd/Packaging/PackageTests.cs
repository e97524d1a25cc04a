using InterContainer.Runner.Containers;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.EndToEnd.Packaging;

/// <summary>The command as people get it: a package that is installed or run from a feed, and an image.</summary>
[Collection(nameof(WholeRuns))]
public sealed class PackageTests(EngineFixture engine, ToolPackage package) : IClassFixture<ToolPackage>, IDisposable
{
    private const long MostBytes = 60_000_000;
    private const string Command = "intercontainer-bench";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("package-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void A_package_is_small_and_has_the_libraries_of_its_own_platform_and_the_agents_of_both_architectures()
    {
        var packages = Directory.GetFiles(package.Feed).ToDictionary(path => Path.GetFileName(path), path => new FileInfo(path).Length);
        Assert.Equal(2, packages.Count);
        Assert.All(packages, one => Assert.InRange(one.Value, 1, MostBytes));

        var content = ToolPackage.Content(Directory.GetFiles(package.Feed, $"*.{ToolPackage.Platform}.*").Single());
        var root = $"tools/net10.0/{ToolPackage.Platform}/";
        var symbols = content.Keys.Where(place => place.EndsWith(".pdb", StringComparison.Ordinal));
        Assert.All(symbols, place => Assert.StartsWith($"{root}InterContainer.", place, StringComparison.Ordinal));
        Assert.All(content.Keys.Where(place => place.StartsWith($"{root}runtimes/", StringComparison.Ordinal)), place =>
            Assert.StartsWith($"{root}runtimes/{ToolPackage.Platform}/", place, StringComparison.Ordinal));
        var files = content.Keys.Select(place => Path.GetFileName(place)).ToList();
        foreach (var unused in new[] { "KernelTraceControl", "msdia", "libcapstone" })
            Assert.DoesNotContain(files, name => name.StartsWith(unused, StringComparison.Ordinal));
        Assert.Single(files, name => name.StartsWith("libSkiaSharp", StringComparison.Ordinal));
        foreach (var architecture in new[] { "amd64", "arm64" })
            Assert.Contains($"{root}agent-image/agent/{architecture}/InterContainer.Agent.dll", content.Keys);
        Assert.Contains($"{root}agent-image/shared/.keep", content.Keys);
    }

    [Fact]
    public async Task The_tool_is_installed_from_a_feed_and_measures_containers_and_processes()
    {
        _ = engine.Client;
        await DotnetAsync("tool", "install", ToolPackage.Id, "--tool-path", _folder.FullName, "--source", package.Feed);
        var tool = Path.Combine(_folder.FullName, Command);

        Assert.Contains("engine      ok: ", await RunAsync(tool, "doctor"), StringComparison.Ordinal);
        Assert.Contains("| mqtt-qos0 ", await RunAsync(tool, "list"), StringComparison.Ordinal);
        await RunAsync(tool, "run", "--quick", "--isolation", "container", "--transport", "tcp,mqtt-qos0", "--scenario", "round-trip", "--out", "containers");
        HasMeasured("containers", Isolation.Container, "tcp", "mqtt-qos0");
        // It has a native library, and so do charts.
        await RunAsync(tool, "run", "--quick", "--isolation", "process", "--transport", "sqlite-poll", "--scenario", "round-trip", "--out", "processes");
        HasMeasured("processes", Isolation.Process, "sqlite-poll");
        Assert.NotEmpty(Directory.GetFiles(Path.Combine(_folder.FullName, "processes", "charts"), "*.png"));
    }

    [Fact]
    public async Task The_tool_runs_from_a_feed_without_being_installed()
    {
        _ = engine.Client;
        // What dnx runs.
        await DotnetAsync(
            "tool", "exec", ToolPackage.Id, "--source", package.Feed, "--yes", "--",
            "run", "--quick", "--isolation", "container", "--transport", "tcp", "--scenario", "round-trip", "--out", "out");

        HasMeasured("out", Isolation.Container, "tcp");
    }

    [Fact]
    public async Task The_image_of_the_command_measures_through_the_socket_that_is_mounted()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs Unix: the image is built by a script.");
        Assert.SkipUnless(engine.Engine.Address.Scheme == "unix", "Needs an engine behind a Unix socket.");
        var socket = engine.Engine.Address.LocalPath;
        var image = $"intercontainer-bench-test:{System.Environment.ProcessId}";
        await PassesAsync(Repository.Path("harness", "images", "build-bench"), [], new() { ["TAG"] = image, ["APP"] = package.Published });
        try
        {
            // As the user that has the folder, with the group of the socket, which is all that it speaks through.
            var user = (await PassesAsync("stat", ["-c", "%u:%g", _folder.FullName], [])).Trim();
            var group = (await PassesAsync("stat", ["-c", "%g", socket], [])).Trim();
            var output = await PassesAsync(
                "docker",
                [
                    "run", "--rm", "--network", "none", "--user", user, "--group-add", group,
                    "-v", $"{socket}:/var/run/docker.sock", "-v", $"{_folder.FullName}:/work", image,
                    "run", "--quick", "--isolation", "container", "--transport", "uds,mqtt-qos0", "--scenario", "round-trip", "--out", "out",
                ],
                []);

            HasMeasured("out", Isolation.Container, "uds", "mqtt-qos0");
            Assert.DoesNotContain("does not answer", output, StringComparison.Ordinal);
            Assert.Empty(await engine.RunningAsync($"{Labels.Run}={ResultsFile.Read(Path.Combine(_folder.FullName, "out")).Run.Id}"));
        }
        finally
        {
            await engine.Client.Images.DeleteImageAsync(image, new Docker.DotNet.Models.ImageDeleteParameters(), TestContext.Current.CancellationToken);
        }
    }

    private void HasMeasured(string folder, Isolation isolation, params string[] transports)
    {
        var results = ResultsFile.Read(Path.Combine(_folder.FullName, folder)).Results;
        Assert.Equal(transports.Order(StringComparer.Ordinal), results.Select(result => result.Transport).Distinct().Order(StringComparer.Ordinal));
        Assert.All(results, result => Assert.Equal((Status.Ok, isolation), (result.Status, result.Isolation)));
    }

    private Task<string> DotnetAsync(params string[] arguments) => PassesAsync("dotnet", arguments, package.Environment);

    private Task<string> RunAsync(string tool, params string[] arguments) => PassesAsync(tool, arguments, package.Environment);

    private async Task<string> PassesAsync(string program, string[] arguments, Dictionary<string, string> environment)
    {
        var (code, output) = await Tool.RunAsync(program, arguments, _folder.FullName, environment);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)} ended with {code}: {output}");
        return output;
    }
}
