using System.Text.RegularExpressions;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.EndToEnd.Engines;

/// <summary>What every command does with an engine that is named by the environment, and with one that cannot be had.</summary>
internal static partial class EngineTrial
{
    public static readonly TimeSpan Timeout = TimeSpan.FromMinutes(3);

    // With services, which are asked for more than pairs are: files, commands, a health check.
    private static readonly string[] InContainers =
        [
            "run", "--quick", .. BenchProcess.Brief,
            "--isolation", "container", "--transport", "tcp,postgres-poll,mqtt-qos1", "--scenario", "round-trip", "--out", "out",
        ];

    /// <summary>Only these name an engine, whatever the environment of the tests does.</summary>
    public static Dictionary<string, string> Only(params (string Name, string Value)[] variables)
    {
        Dictionary<string, string> all = new()
        {
            ["DOCKER_HOST"] = "",
            ["DOCKER_CONTEXT"] = "",
            ["DOCKER_CONFIG"] = "/nowhere",
            ["DOCKER_TLS"] = "",
            ["DOCKER_TLS_VERIFY"] = "",
            ["DOCKER_CERT_PATH"] = "",
            ["DOCKER_API_VERSION"] = "",
        };
        foreach (var (name, value) in variables)
            all[name] = value;
        return all;
    }

    /// <summary><c>doctor</c> finds it.</summary>
    /// <returns>The line about it.</returns>
    public static async Task<string> IsFoundAsync(Dictionary<string, string> environment)
    {
        using var doctor = BenchProcess.Start(["doctor"], environment);
        var code = await doctor.ExitCodeAsync(Timeout);
        Assert.True(code == 0, doctor.Errors);
        var line = Assert.Single(doctor.Output.Split('\n'), line => line.StartsWith("engine ", StringComparison.Ordinal));
        Assert.StartsWith("engine      ok: ", line, StringComparison.Ordinal);
        return line;
    }

    /// <summary>Pairs are measured on it, with services, and nothing stays there.</summary>
    public static async Task MeasuresAsync(EngineFixture engine, Dictionary<string, string> environment)
    {
        using var bench = BenchProcess.Start(InContainers, environment);

        var code = await bench.ExitCodeAsync(Timeout);

        Assert.True(code == 0, $"{bench.Output}\n{bench.Errors}");
        Assert.All(ResultsFile.Read(bench.Out).Results, result => Assert.Equal((Status.Ok, Isolation.Container), (result.Status, result.Isolation)));
        Assert.Empty(await engine.BelongingsAsync(bench.Id));
    }

    /// <summary>Each command says in one line that it cannot be had; the one that demands it ends with 2.</summary>
    public static async Task IsRefusedAsync(Dictionary<string, string> environment, params string[] named)
    {
        // Side by side: each waits for the same answer.
        using var doctor = BenchProcess.Start(["doctor"], environment);
        using var clean = BenchProcess.Start(["clean"], environment);
        using var demanding = BenchProcess.Start(InContainers, environment);
        using var calibrate = BenchProcess.Start(["calibrate", "--out", "out"], environment);

        Assert.Equal(0, await doctor.ExitCodeAsync(Timeout));
        HasOneLine(doctor.Output, named);
        IsSilent(doctor.Errors);

        Assert.Equal(0, await clean.ExitCodeAsync(Timeout));
        HasOneLine(clean.Output, named);
        IsSilent(clean.Errors);

        Assert.Equal(2, await demanding.ExitCodeAsync(Timeout));
        Assert.StartsWith("--isolation container: ", Assert.Single(demanding.Errors.Trim().Split('\n')), StringComparison.Ordinal);
        HasOneLine(demanding.Errors, named);
        HasNoTrace(demanding.Output);

        Assert.Equal(2, await calibrate.ExitCodeAsync(Timeout));
        Assert.Single(calibrate.Errors.Trim().Split('\n'));
        HasOneLine(calibrate.Errors, named);
    }

    /// <summary>Where the isolation is left open, processes are measured, and one line says why.</summary>
    public static async Task FallsBackAsync(Dictionary<string, string> environment, string named)
    {
        using var bench = BenchProcess.Start(
            ["run", "--quick", .. BenchProcess.Brief, "--transport", "memory", "--scenario", "round-trip", "--out", "out"],
            environment);

        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));

        HasOneLine(bench.Output, "Measuring between processes, not containers: ", named);
        IsSilent(bench.Errors);
        Assert.All(ResultsFile.Read(bench.Out).Results, result => Assert.Equal((Status.Ok, Isolation.Process), (result.Status, result.Isolation)));
    }

    private static void HasOneLine(string output, params string[] named)
    {
        Assert.Single(output.Split('\n'), line => named.All(words => line.Contains(words, StringComparison.Ordinal)));
        HasNoTrace(output);
    }

    private static void IsSilent(string errors) => Assert.Equal("", errors.Trim());

    private static void HasNoTrace(string output)
    {
        Assert.DoesNotMatch(Frame(), output);
        Assert.DoesNotContain("fault of the program", output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^\s+at \S+\(", RegexOptions.Multiline)]
    private static partial Regex Frame();
}
