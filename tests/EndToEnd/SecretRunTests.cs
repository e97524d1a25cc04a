using InterContainer.Runner.Results;

namespace InterContainer.Tests.EndToEnd;

/// <summary>Whole runs with secrets: none is in what they write and print, and other files than results are for this user alone.</summary>
[Collection(nameof(WholeRuns))]
public class SecretRunTests
{
    // What a name, a figure or an id cannot hold by chance; with signs that shells, URIs, JSON and connection strings write differently.
    private const string Password = "hunter2 it's \"µ\" \\ 100%";
    private const string Core = "hunter2";
    private const string Variable = "SECRET_RUN_TESTS_SERVER";

    private const UnixFileMode Owners = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);
    private static readonly string[] Run = ["run", "--quick", .. BenchProcess.Brief, "--isolation", "process", "--scenario", "round-trip"];

    [Fact]
    public async Task A_password_of_servers_that_do_not_answer_is_nowhere()
    {
        using var bench = BenchProcess.Start(
            [
                .. Run, "--transport", "tcp,postgres-poll,mqtt-qos0", "--postgres", Connection(1, "u", Password), "--mqtt", $"u:{Password}@127.0.0.1:1",
                "--out", "out",
            ]);

        Assert.Equal(1, await bench.ExitCodeAsync(Timeout));

        AssertNowhere(bench);
        var run = ResultsFile.Read(bench.Out);
        Assert.All(run.Results, result => Assert.Equal(result.Transport == "tcp" ? Status.Ok : Status.Failed, result.Status));
        Assert.EndsWith(
            "--postgres 'Host=127.0.0.1;Port=1;Username=u;Password=***;Database=postgres' --mqtt 'u:***@127.0.0.1:1' --out out",
            run.Run.Command,
            StringComparison.Ordinal);
        using var comparison = BenchProcess.Start(["compare", bench.Out, bench.Out]);
        Assert.Equal(0, await comparison.ExitCodeAsync(Timeout));
        Assert.Contains("Password=***", comparison.Output, StringComparison.Ordinal);
        AssertNowhere(comparison);
    }

    [Fact]
    public async Task A_password_of_a_server_that_answers_is_nowhere()
    {
        await using var server = await LocalPostgres.StartAsync("u", Password);
        using var bench = BenchProcess.Start(
            [.. Run, "--transport", "postgres-poll,postgres-notify", "--postgres", Connection(server.Port, "u", Password), "--out", "out"]);

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        AssertNowhere(bench);
        Assert.All(ResultsFile.Read(bench.Out).Results, result => Assert.NotNull(result.Capture?.Request));
    }

    [Fact]
    public async Task A_password_that_a_server_refuses_is_nowhere()
    {
        await using var server = await LocalPostgres.StartAsync("u", "another");
        using var bench = BenchProcess.Start(
            [.. Run, "--transport", "postgres-poll", "--postgres", Connection(server.Port, "nobody", Password), "--out", "out"]);

        Assert.Equal(1, await bench.ExitCodeAsync(Timeout));

        Assert.Contains("28P01", ResultsFile.Read(bench.Out).Results.Single().Reason, StringComparison.Ordinal);
        AssertNowhere(bench);
    }

    [Fact]
    public async Task An_environment_variable_is_recorded_by_its_name()
    {
        using var bench = BenchProcess.Start(
            [.. Run, "--transport", "postgres-poll", "--postgres", $"env:{Variable}", "--out", "out"],
            new Dictionary<string, string> { [Variable] = Connection(1, "u", Password) });

        Assert.Equal(1, await bench.ExitCodeAsync(Timeout));

        AssertNowhere(bench);
        Assert.Contains($"--postgres env:{Variable} ", ResultsFile.Read(bench.Out).Run.Command, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("is not set", "--postgres", $"env:{Variable}")]
    [InlineData("is not set", "--mqtt", $"env:{Variable}")]
    [InlineData("NAME=VALUE", "--postgres", $"postgres://u:{Core}@host/db")]
    [InlineData("does not know", "--postgres", $"Host=h;Password=a;{Core}=b")]
    [InlineData("HOST:PORT", "--mqtt", $"u:{Core}@localhost")]
    [InlineData("--postgre:", "--postgre", $"Host=h;Password={Core}")]
    [InlineData("--postgre:", $"--postgre=Host=h;Password={Core}")]
    [InlineData("stands alone", $"Host=h;Password={Core}")]
    [InlineData("no option", "--transport", $"tcp:password={Core}")]
    public async Task A_mistake_is_one_line_without_the_secret(string named, params string[] arguments)
    {
        using var bench = BenchProcess.Start([.. Run, .. arguments]);

        Assert.Equal(2, await bench.ExitCodeAsync(Timeout));

        Assert.Contains(named, Assert.Single(bench.Errors.Trim().Split('\n')), StringComparison.Ordinal);
        AssertNowhere(bench);
    }

    [Fact]
    public async Task A_private_key_is_nowhere()
    {
        using var bench = BenchProcess.Start([.. Run, "--transport", "tcp:tls=on,http2:tls=on", "--out", "out"]);

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        AssertNowhere(bench, "PRIVATE KEY");
        var results = ResultsFile.Read(bench.Out).Results;
        Assert.Equal(["http2:tls=on", "tcp:tls=on"], results.Select(result => result.Transport).Order(StringComparer.Ordinal));
        Assert.All(results, result => Assert.Equal(("1.3", (bool?)false), (result.Settings["tls.version"], result.Capture?.Request?.HasText)));
    }

    [Theory]
    [InlineData("doctor")]
    [InlineData("clean")]
    [InlineData("calibrate")]
    [InlineData("run", "--isolation", "container", "--transport", "tcp")]
    [InlineData("run", "--quick", "--max-warm-up", "500ms", "--transport", "memory", "--out", "out")]
    public async Task Credentials_of_an_engine_are_nowhere(params string[] arguments)
    {
        using var bench = BenchProcess.Start(arguments, new Dictionary<string, string> { ["DOCKER_HOST"] = $"tcp://u:{Core}@127.0.0.1:1" });

        await bench.ExitCodeAsync(Timeout);

        Assert.Contains("127.0.0.1", bench.Output + bench.Errors, StringComparison.Ordinal);
        AssertNowhere(bench);
    }

    [Fact]
    public async Task Other_files_than_results_are_for_their_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs Unix, which has modes of files.");
        var temporary = Directory.CreateTempSubdirectory("modes-");
        try
        {
            using var bench = BenchProcess.Start(
                [.. Run, "--transport", "uds,file-poll,sqlite-poll,shared-memory,mqtt-uds", "--out", "out"],
                new Dictionary<string, string> { ["TMPDIR"] = temporary.FullName });
            Dictionary<string, UnixFileMode> seen = [];
            for (var exit = bench.ExitCodeAsync(Timeout); !exit.IsCompleted;)
            {
                foreach (var folder in InMemory(bench.Id).Prepend(temporary.FullName))
                    Record(folder, seen);
                await Task.WhenAny(exit, Task.Delay(20, TestContext.Current.CancellationToken));
            }

            Assert.Equal(0, await bench.ExitCodeAsync(Timeout));
            Assert.Contains(seen.Keys, path => path.Contains("/pair-", StringComparison.Ordinal));
            Assert.Contains(seen.Keys, path => path.Contains("/mosquitto/mqtt.sock", StringComparison.Ordinal));
            Assert.Contains(seen.Keys, path => path.StartsWith("/dev/shm", StringComparison.Ordinal) || !Directory.Exists("/dev/shm"));
            Assert.All(seen, entry => Assert.True((entry.Value & ~Owners) == 0, $"{entry.Key} has {entry.Value}"));
            // The user's umask decides the access to results.
            var usual = Path.Combine(bench.Folder, "usual");
            await File.WriteAllTextAsync(usual, "", TestContext.Current.CancellationToken);
            Assert.All(
                new DirectoryInfo(bench.Out).EnumerateFiles("*", SearchOption.AllDirectories),
                file => Assert.Equal(new FileInfo(usual).UnixFileMode, file.UnixFileMode));
            Assert.Empty(Directory.EnumerateFiles(temporary.FullName, "*", SearchOption.AllDirectories));
        }
        finally
        {
            temporary.Delete(recursive: true);
        }
    }

    private static string Connection(int port, string user, string password) =>
        new Npgsql.NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = user,
            Password = password,
            Database = "postgres",
        }.ConnectionString;

    private static string[] InMemory(int process) =>
        Directory.Exists("/dev/shm") ? Directory.GetDirectories("/dev/shm", FormattableString.Invariant($"intercontainer-{process}-*")) : [];

    private static void Record(string folder, Dictionary<string, UnixFileMode> seen)
    {
        var all = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = 0 };
        try
        {
            foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", all))
            {
                // Of one that is gone already it is -1.
                if (entry.UnixFileMode is var mode && (int)mode != -1)
                    seen.TryAdd(entry.FullName, mode);
            }
        }
        catch (IOException)
        {
            // Gone already; the rest is seen the next time.
        }
    }

    private static void AssertNowhere(BenchProcess bench, string secret = Core)
    {
        Assert.DoesNotContain(secret, bench.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(secret, bench.Errors, StringComparison.Ordinal);
        Assert.All(
            Directory.EnumerateFiles(bench.Folder, "*", SearchOption.AllDirectories),
            path => Assert.DoesNotContain(secret, File.ReadAllText(path), StringComparison.Ordinal));
    }
}
