using InterContainer.Runner.Containers;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.EndToEnd;

/// <summary>Where images come from: pulls that fail, credentials, a mirror of Docker Hub, and images of one's own.</summary>
[Collection(nameof(WholeRuns))]
public class ImageTests(EngineFixture engine)
{
    private const string Password = "s3cr3t-of-a-registry";

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData(200, """{"status": "Pulling"}{"errorDetail": {"message": "toomanyrequests: slow down"}, "error": "x"}""", "toomanyrequests: slow down")]
    [InlineData(200, """{"errorDetail": {"code": 1, "message": "write /var/lib/x: no space left on device"}}""", "no space left on device")]
    [InlineData(200, """{"status": "Pulling"}""", "has no such image")]
    [InlineData(200, "", "has no such image")]
    [InlineData(404, """{"message": "pull access denied for postgres"}""", "pull access denied for postgres")]
    [InlineData(500, "no JSON", "no JSON")]
    public async Task What_the_engine_says_of_a_pull_is_the_reason_of_the_row(int status, string body, string reason)
    {
        await using var fake = await FakeEngine.StartAsync(IsOfTheAgent, _ => (status, body));
        using var bench = BenchProcess.Start(
            [
                "run", "--quick", .. BenchProcess.Brief,
                "--transport", "postgres-poll,postgres-notify", "--scenario", "round-trip", "--isolation", "container", "--out", "out",
            ],
            new Dictionary<string, string> { ["DOCKER_HOST"] = fake.Host });

        Assert.Equal(1, await bench.ExitCodeAsync(Timeout));

        Assert.Equal(2, ResultsFile.Read(bench.Out).Results.Count);
        Assert.All(ResultsFile.Read(bench.Out).Results, result =>
        {
            Assert.Equal(Status.Failed, result.Status);
            Assert.StartsWith("cannot pull postgres:17 (", result.Reason, StringComparison.Ordinal);
            Assert.Contains(reason, result.Reason, StringComparison.Ordinal);
            Assert.DoesNotContain("Exception", result.Reason, StringComparison.Ordinal);
        });
        // A registry counts every try.
        Assert.Equal("postgres:17", Assert.Single(fake.Pulls).Image);
    }

    [Fact]
    public async Task An_image_of_ones_own_is_pulled_with_what_docker_login_keeps_and_its_failure_is_one_line()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs Unix: the credential helper is a script.");
        var folder = Directory.CreateTempSubdirectory("docker-config-");
        var helper = Path.Combine(folder.FullName, "docker-credential-fake");
        await File.WriteAllTextAsync(helper, $$"""
            #!/bin/sh
            read server
            [ "$1 $server" = "get reg.example:5000" ] && echo '{"ServerURL": "reg.example:5000", "Username": "u", "Secret": "{{Password}}"}'
            """, TestContext.Current.CancellationToken);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(helper, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var configuration = Path.Combine(folder.FullName, "config.json");
        await File.WriteAllTextAsync(configuration, """{"credHelpers": {"reg.example:5000": "fake"}}""", TestContext.Current.CancellationToken);
        await using var fake = await FakeEngine.StartAsync(_ => false, _ => (500, $$"""{"message": "refused for u with {{Password}}"}"""));
        using var bench = BenchProcess.Start(
            ["run", "--quick", "--image", "base=reg.example:5000/team/base", "--transport", "tcp", "--isolation", "container", "--out", "out"],
            new Dictionary<string, string>
            {
                ["DOCKER_HOST"] = fake.Host,
                ["DOCKER_CONFIG"] = folder.FullName,
                ["PATH"] = $"{folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}",
            });

        Assert.Equal(2, await bench.ExitCodeAsync(Timeout));
        folder.Delete(recursive: true);

        var (image, credentials) = Assert.Single(fake.Pulls);
        Assert.Equal(("reg.example:5000/team/base:latest", "u", Password), (image, credentials?["username"]?.ToString(), credentials?["password"]?.ToString()));
        Assert.StartsWith(
            "--isolation container: cannot pull reg.example:5000/team/base:latest (refused for u with ***); ",
            Assert.Single(bench.Errors.Trim().Split('\n')),
            StringComparison.Ordinal);
        Assert.DoesNotContain(Password, bench.Output + bench.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NAME=REFERENCE", "postgres")]
    [InlineData("nats, postgres, rabbitmq, redis, base, agent", "mysql=reg.example/mysql:9")]
    [InlineData("reg.example/team/postgres:1.2", "postgres=Postgres:17")]
    [InlineData("***@reg.example", "postgres=u:s3cr3t@reg.example/postgres:17")]
    [InlineData("one image a name", "postgres=postgres:16", "--image", "postgres=postgres:17")]
    public async Task An_image_that_is_not_accepted_is_one_line(string named, params string[] images)
    {
        using var bench = BenchProcess.Start(["run", "--quick", "--image", .. images]);

        Assert.Equal(2, await bench.ExitCodeAsync(Timeout));

        Assert.Contains(named, Assert.Single(bench.Errors.Trim().Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain("s3cr3t", bench.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Images_of_ones_own_are_what_runs()
    {
        foreach (var image in new[] { ContainerImages.Base, ContainerImages.Of(Catalogue.BuiltIn.Find("mqtt-qos0").Traits.Service!.Service) })
            await TagAsync(image, $"reg.example/test-{image.Name}");
        try
        {
            using var bench = BenchProcess.Start(
            [
                "run", "--quick", .. BenchProcess.Brief, "--transport", "tcp,mqtt-qos0", "--scenario", "round-trip", "--isolation", "container", "--out", "out",
                "--image", "base=reg.example/test-base:1", "--image", "mosquitto=reg.example/test-mosquitto:1",
            ]);

            Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

            var mqtt = ResultsFile.Read(bench.Out).Results.Single(result => result.Family == Family.Mqtt);
            Assert.StartsWith("reg.example/test-mosquitto:1@sha256:", mqtt.Images["mosquitto"], StringComparison.Ordinal);
            Assert.DoesNotContain("in place of", bench.Output, StringComparison.Ordinal);
        }
        finally
        {
            var untagged = new Docker.DotNet.Models.ImageDeleteParameters { NoPrune = true };
            foreach (var name in new[] { "base", "mosquitto" })
                await engine.Client.Images.DeleteImageAsync($"reg.example/test-{name}:1", untagged, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Settings_for_Testcontainers_move_no_engine_and_no_image_of_ours()
    {
        _ = engine.Client;
        var home = Directory.CreateTempSubdirectory("testcontainers-home-");
        var properties = Path.Combine(home.FullName, ".testcontainers.properties");
        await File.WriteAllTextAsync(properties, "tc.host=tcp://127.0.0.1:1\n", TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = home.FullName,
            ["TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX"] = "reg.example/",
            ["TESTCONTAINERS_WAIT_STRATEGY_RETRIES"] = "1",
        };
        string[] arguments =
        [
            "run", "--quick", .. BenchProcess.Brief,
            "--transport", "tcp,postgres-notify", "--scenario", "round-trip", "--isolation", "container", "--out", "out",
        ];
        using var first = BenchProcess.Start(arguments, environment);
        Assert.Equal(0, await first.ExitCodeAsync(Timeout));
        using var second = BenchProcess.Start(arguments, environment);

        Assert.Equal(0, await second.ExitCodeAsync(Timeout));
        home.Delete(recursive: true);

        Assert.DoesNotContain("Building", second.Output, StringComparison.Ordinal);
        Assert.Contains("here: TESTCONTAINERS_WAIT_STRATEGY_RETRIES, tc.host (~/.testcontainers.properties).", second.Output, StringComparison.Ordinal);
        var results = ResultsFile.Read(second.Out).Results;
        Assert.All(results, result => Assert.StartsWith("intercontainer/agent:", result.Images["agent"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_mirror_of_Docker_Hub_is_where_its_images_are_pulled_from()
    {
        await using var fake = await FakeEngine.StartAsync(IsOfTheAgent, _ => (200, """{"errorDetail": {"message": "unknown"}}"""));
        using var bench = BenchProcess.Start(
            ["run", "--quick", "--transport", "postgres-poll", "--scenario", "round-trip", "--isolation", "container", "--out", "out"],
            new Dictionary<string, string> { ["DOCKER_HOST"] = fake.Host, ["TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX"] = "reg.example/hub/" });

        Assert.Equal(1, await bench.ExitCodeAsync(Timeout));

        Assert.Equal("reg.example/hub/postgres:17", Assert.Single(fake.Pulls).Image);
    }

    private static bool IsOfTheAgent(string image) =>
        image.StartsWith("intercontainer/agent", StringComparison.Ordinal) || image == ContainerImages.Base.Official;

    private async Task TagAsync(ContainerImages image, string repository)
    {
        var present = await image.PresentAsync(engine.Engine, hubPrefix: null, TestContext.Current.CancellationToken);
        Assert.SkipWhen(present is null, $"{image.Official} is not on this engine; on Debian make a stand-in with: sudo harness/images/build-offline");
        await engine.Client.Images.TagImageAsync(present, new() { RepositoryName = repository, Tag = "1" }, TestContext.Current.CancellationToken);
    }
}
