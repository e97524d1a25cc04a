using System.Text.RegularExpressions;
using InterContainer.Runner.Results;
using YamlDotNet.RepresentationModel;

namespace InterContainer.Tests.Build;

/// <summary>The GitHub action: its definition holds together, and its steps do what they should in an environment as GitHub makes it.</summary>
public sealed partial class ActionTests : IDisposable
{
    private const string Mark = "<!-- intercontainer-bench -->";

    private static readonly string Scripts = Repository.Path(".github", "action");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("action-test-");

    public ActionTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs Unix: its steps are scripts.");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void What_the_definition_refers_to_is_there()
    {
        var text = File.ReadAllText(Repository.Path("action.yml"));
        var yaml = new YamlStream();
        yaml.Load(new StringReader(text));
        var root = yaml.Documents.Single().RootNode;

        var inputs = Keys(root["inputs"]);
        Assert.Equal(inputs, InputOf().Matches(text).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal("composite", root["runs"]["using"].ToString());
        var steps = ((YamlSequenceNode)root["runs"]["steps"]).Children.Cast<YamlMappingNode>().Where(step => Keys(step).Contains("run")).ToList();
        Assert.Equal(2, steps.Count);
        Assert.All(steps, step =>
        {
            // No value of an input is ever part of a shell's text.
            var script = Path.Combine(Scripts, Path.GetFileName(step["run"].ToString().Trim('"')));
            Assert.Equal($"\"$GITHUB_ACTION_PATH/.github/action/{Path.GetFileName(script)}\"", step["run"].ToString());
            Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(script).HasFlag(UnixFileMode.UserExecute), $"{script} cannot be run.");
            Assert.Equal("bash", step["shell"].ToString());
            var own = Given().Matches(File.ReadAllText(script)).Select(match => match.Groups[1].Value)
                .Where(name => !name.StartsWith("GITHUB_", StringComparison.Ordinal) && !name.StartsWith("RUNNER_", StringComparison.Ordinal))
                .Distinct()
                .Order(StringComparer.Ordinal);
            Assert.Equal(own, Keys(step["env"]).Where(name => name != "GH_TOKEN"));
        });
        Assert.All(StepOutput().Matches(text), match =>
            Assert.Contains($"echo \"{match.Groups[2].Value}=", File.ReadAllText(Path.Combine(Scripts, match.Groups[1].Value)), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, 0, 0, "passed", "Nothing got worse for sure by more than 10%.")]
    [InlineData(0, 3, 3, "worse", "Something got worse for sure by more than 10%.")]
    [InlineData(1, 0, 1, "failed", "Some cell failed")]
    [InlineData(1, 3, 3, "worse", "Something got worse")]
    public async Task The_verdict_is_that_of_run_and_compare_and_stands_in_a_comment(int run, int compare, int expected, string verdict, string line)
    {
        var (code, output) = await MeasureAsync(FakeBench(run, compare), "--transport tcp --postgres 'Host=a b' --mqtt \"$(touch injected)\"", Baseline());

        Assert.True(code == expected, output);
        Assert.Equal(
            ["run", "--out", At("intercontainer-results"), "--transport", "tcp", "--postgres", "Host=a b", "--mqtt", "$(touch injected)"],
            Lines("ran"));
        Assert.False(File.Exists(At("injected")));
        Assert.Equal(
            ["compare", At("baseline"), At("intercontainer-results"), "--fail-above", "10%", "--out", At("intercontainer-comparison.md")],
            Lines("compared"));
        Assert.Equal([$"results={At("intercontainer-results")}", $"verdict={verdict}"], Lines("outputs"));
        Assert.Contains(line, Text("summary"), StringComparison.Ordinal);
        Assert.Contains("the comparison", Text("summary"), StringComparison.Ordinal);
        // The first time there is none, afterwards it is written anew.
        Assert.Equal("POST repos/o/r/issues/7/comments", Text("commented").Trim());
        Assert.Equal(Text("summary"), Text("body"));
        Write("known", "42\n");
        await MeasureAsync(FakeBench(run, compare), "", Baseline());
        Assert.Equal("PATCH repos/o/r/issues/comments/42", Text("commented").Trim());
        Assert.Equal(["run", "--out", At("intercontainer-results")], Lines("ran"));
    }

    [Fact]
    public async Task Without_a_baseline_nothing_is_compared_and_a_comment_that_is_refused_fails_nothing()
    {
        Write("refuses", "");

        var (code, output) = await MeasureAsync(FakeBench(0, 2), "", "");

        Assert.True(code == 0, output);
        Assert.Contains("::warning::The comment cannot be written", output, StringComparison.Ordinal);
        Assert.Contains("verdict=none", Text("outputs"), StringComparison.Ordinal);
        Assert.Contains(Mark, Text("summary"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 0, true, 2, "run ended with 2")]
    [InlineData(130, 0, true, 130, "run ended with 130")]
    [InlineData(0, 2, true, 2, "compare ended with 2")]
    [InlineData(0, 0, false, 2, "there is no results.json in")]
    public async Task A_mistake_is_one_error_and_no_verdict(int run, int compare, bool hasBaseline, int expected, string said)
    {
        var (code, output) = await MeasureAsync(FakeBench(run, compare), "", hasBaseline ? Baseline() : At("nowhere"));

        Assert.Equal(expected, code);
        Assert.Single(output.Split('\n'), line => line.StartsWith("::error", StringComparison.Ordinal) && line.Contains(said, StringComparison.Ordinal));
        Assert.False(File.Exists(At("commented")));
    }

    [Fact]
    public async Task The_real_command_passes_against_its_own_baseline()
    {
        const string arguments = "--isolation process --transport memory --scenario round-trip --payload 64 --rounds 2 --duration 1s --warm-up 1s";
        var bench = Script("bench", $"exec dotnet exec {Path.Combine(AppContext.BaseDirectory, "InterContainer.Bench.dll")} \"$@\"");
        var (first, output) = await MeasureAsync(bench, arguments, "");
        Assert.True(first == 0, output);
        Directory.Move(At("intercontainer-results"), At("before"));

        var (second, said) = await MeasureAsync(bench, arguments, At("before"), failAbove: "1000%");

        Assert.True(second == 0, said);
        Assert.Equal(Status.Ok, Assert.Single(ResultsFile.Read(At("intercontainer-results")).Results).Status);
        Assert.Contains("| memory round-trip 64 B", Text("body"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "build -c Release /action/bench", "/action/bench/bin/Release/net10.0/InterContainer.Bench")]
    [InlineData(
        "1.2.3",
        "tool install InterContainer.Bench --version 1.2.3 --tool-path {0}/intercontainer-bench",
        "{0}/intercontainer-bench/intercontainer-bench")]
    public async Task The_command_is_built_or_installed(string version, string ran, string bench)
    {
        var variables = Variables(("VERSION", version), ("GITHUB_ACTION_PATH", "/action"));
        Script("dotnet", $"echo \"$*\" > {At("ran")}");

        var (code, output) = await Tool.RunAsync(Path.Combine(Scripts, "install"), [], environment: variables);

        Assert.True(code == 0, output);
        Assert.Equal(ran.Replace("{0}", _folder.FullName, StringComparison.Ordinal), Text("ran").Trim());
        Assert.Equal($"bench={bench.Replace("{0}", _folder.FullName, StringComparison.Ordinal)}", Text("outputs").Trim());
    }

    private Task<(int Code, string Output)> MeasureAsync(string bench, string arguments, string baseline, string failAbove = "10%")
    {
        // What it is asked for, and the comment that it finds and writes.
        Script("gh", $$"""
            [ -e {{At("refuses")}} ] && exit 1
            [ "$2" = --paginate ] && { cat {{At("known")}} 2>/dev/null; exit 0; }
            echo "$3 $4" > {{At("commented")}}
            cp "${6#body=@}" {{At("body")}}
            """);
        return Tool.RunAsync(
            Path.Combine(Scripts, "measure"),
            [],
            _folder.FullName,
            Variables(
                ("BENCH", bench), ("ARGUMENTS", arguments), ("BASELINE", baseline), ("FAIL_ABOVE", failAbove),
                ("PULL_REQUEST", "7"), ("GITHUB_REPOSITORY", "o/r")));
    }

    private Dictionary<string, string> Variables(params (string Name, string Value)[] own) => new(own.ToDictionary(one => one.Name, one => one.Value))
    {
        ["PATH"] = $"{_folder.FullName}:{Environment.GetEnvironmentVariable("PATH")}",
        ["RUNNER_TEMP"] = _folder.FullName,
        ["GITHUB_OUTPUT"] = At("outputs"),
        ["GITHUB_STEP_SUMMARY"] = At("summary"),
    };

    private string FakeBench(int run, int compare) => Script("bench", $$"""
        if [ "$1" = run ]; then
          printf '%s\n' "$@" > {{At("ran")}}
          exit {{run}}
        fi
        printf '%s\n' "$@" > {{At("compared")}}
        echo 'the comparison' > "$7"
        exit {{compare}}
        """);

    private string Baseline()
    {
        _folder.CreateSubdirectory("baseline");
        Write("baseline/results.json", "{}");
        return At("baseline");
    }

    private string Script(string name, string text)
    {
        Write(name, $"#!/usr/bin/env bash\n{text}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(At(name), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return At(name);
    }

    private string Text(string name) => File.ReadAllText(At(name));

    private string[] Lines(string name) => File.ReadAllLines(At(name));

    private void Write(string name, string text) => File.WriteAllText(At(name), text);

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private static IEnumerable<string> Keys(YamlNode node) => ((YamlMappingNode)node).Children.Keys.Select(key => key.ToString()).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"inputs\.([a-z-]+)")]
    private static partial Regex InputOf();

    [GeneratedRegex(@"steps\.([a-z]+)\.outputs\.([a-z]+)")]
    private static partial Regex StepOutput();

    [GeneratedRegex(@"\$\{?([A-Z][A-Z_]+)")]
    private static partial Regex Given();
}
