using System.Diagnostics;
using Docker.DotNet;
using Docker.DotNet.Models;
using InterContainer.Runner.Containers;

namespace InterContainer.Tests.EndToEnd;

/// <summary><c>clean</c> on a machine, and on an engine, that others use as well.</summary>
[Collection(nameof(WholeRuns))]
public sealed class CleanTests(EngineFixture engine) : IDisposable
{
    // Above what Linux gives (pid_max is at most 2^22).
    private const int NoProcess = 2_000_000_000;

    // The user "nobody" of every Unix.
    private const string AnotherUser = "65534";

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(1);

    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("clean-tests-");

    public void Dispose() => _temporary.Delete(recursive: true);

    [Fact]
    public async Task A_folder_of_another_user_stays_is_named_and_stops_nothing()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Needs root on Linux, to be another user.");
        var (theirs, ours) = (Leftover("theirs"), Leftover("ours"));
        await RunAsync("chmod", "1777", _temporary.FullName);
        await RunAsync("chown", "-R", AnotherUser, ours);
        // The program again, where that user may read it.
        string[] asAnother = ["--reuid", AnotherUser, "--regid", AnotherUser, "--clear-groups", "dotnet", "exec", await ProgramForAllAsync(), "clean"];
        var clean = new ProcessStartInfo("setpriv", asAnother) { RedirectStandardOutput = true, RedirectStandardError = true };
        clean.Environment["TMPDIR"] = _temporary.FullName;
        clean.Environment["DOCKER_HOST"] = "unix:///nowhere/docker.sock";

        using var process = Process.Start(clean)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), (process.ExitCode, errors));
        Assert.Contains($"left {theirs} (", output, StringComparison.Ordinal);
        Assert.Contains($"removed {ours}\n", output, StringComparison.Ordinal);
        // It looked for both.
        Assert.Contains("Containers were not looked for", output, StringComparison.Ordinal);
        Assert.Equal((true, false), (Directory.Exists(theirs), Directory.Exists(ours)));
    }

    [Fact]
    public async Task What_another_machine_made_goes_with_all_alone_and_what_a_living_run_here_made_does_not()
    {
        var networks = engine.Client.Networks;
        var here = await CreateAsync("here", $"{Environment.ProcessId}@{Environment.MachineName}");
        var elsewhere = await CreateAsync("elsewhere", $"{Environment.ProcessId}@another-machine");
        try
        {
            Assert.Equal((true, true), await CleanAsync("clean"));
            // While the run that made the first one goes on, images stay.
            Assert.Equal((true, false), await CleanAsync("clean", "--all"));
        }
        finally
        {
            await networks.DeleteNetworkAsync(here, CancellationToken.None);
            if (await IsThereAsync(elsewhere))
                await networks.DeleteNetworkAsync(elsewhere, CancellationToken.None);
        }

        async Task<(bool Here, bool Elsewhere)> CleanAsync(params string[] arguments)
        {
            using var bench = BenchProcess.Start(arguments);
            Assert.Equal(0, await bench.ExitCodeAsync(Timeout));
            return (await IsThereAsync(here), await IsThereAsync(elsewhere));
        }
    }

    private async Task<string> CreateAsync(string name, string owner) => (await engine.Client.Networks.CreateNetworkAsync(
        new NetworksCreateParameters
        {
            Name = FormattableString.Invariant($"clean-tests-{Environment.ProcessId}-{name}"),
            Internal = true,
            Labels = new Dictionary<string, string> { [Labels.Run] = "clean-tests", [Labels.Owner] = owner },
        },
        TestContext.Current.CancellationToken)).ID;

    private async Task<bool> IsThereAsync(string network)
    {
        try
        {
            await engine.Client.Networks.InspectNetworkAsync(network, CancellationToken.None);
            return true;
        }
        catch (DockerApiException e) when (e.StatusCode == System.Net.HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>A folder as a killed run leaves it.</summary>
    private string Leftover(string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_temporary.FullName, FormattableString.Invariant($"intercontainer-{NoProcess}-{name}")));
        File.WriteAllText(Path.Combine(folder.CreateSubdirectory("pair-1").FullName, "p_1.sock"), "");
        return folder.FullName;
    }

    private async Task<string> ProgramForAllAsync()
    {
        var folder = Path.Combine(_temporary.FullName, "program");
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory).Where(file => Path.GetExtension(file) is ".dll" or ".json"))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        await RunAsync("chmod", "-R", "a+rX", folder);
        return Path.Combine(folder, "InterContainer.Bench.dll");
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }
}
