using System.Diagnostics;
using System.Reflection;
using InterContainer.Bench.Commands.Completing;

namespace InterContainer.Tests.Bench;

/// <summary>The scripts of <c>completion</c>, in the shells that this machine has; the program is found on the path under its installed name.</summary>
public sealed class ShellTests : IDisposable
{
    private const string Tool = "intercontainer-bench";

    // What each prints is what the last word of the line becomes; of bash, what comes after its last word break.
    private const string Bash = """
        eval "$(intercontainer-bench completion bash)"
        COMP_WORDBREAKS=$' \t\n"\'@><=;|&(:' COMP_LINE=$LINE COMP_POINT=${#LINE} COMP_WORDS=($LINE) COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        registered=$(complete -p intercontainer-bench)
        [[ $registered =~ -F\ ([a-z_]+) ]] && "${BASH_REMATCH[1]}" intercontainer-bench "${COMP_WORDS[COMP_CWORD]}"
        printf '%s\n' "${COMPREPLY[@]}"
        """;

    // Outside of a terminal zsh has no completion, so its three built-ins are played.
    private const string Zsh = """
        compdef() { completes=$1 }
        compadd() { print -rl -- "${(@P)2}" }
        _files() { }
        eval "$(intercontainer-bench completion zsh)"
        words=("${(@s: :)LINE}") CURRENT=${#words} PREFIX=${words[-1]}
        $completes
        """;

    private const string Fish = """
        intercontainer-bench completion fish | source
        complete -C $LINE
        """;

    private const string PowerShell = """
        intercontainer-bench completion pwsh | Out-String | Invoke-Expression
        $found = [System.Management.Automation.CommandCompletion]::CompleteInput($env:LINE, $env:LINE.Length, $null)
        $found.CompletionMatches | ForEach-Object { ($env:LINE.Substring(0, $found.ReplacementIndex) + $_.CompletionText -split ' ')[-1] }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("shell-tests-");

    public static TheoryData<string> Names => [.. Shell.All.Select(shell => shell.Name)];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_script_is_for_the_installed_tool_and_asks_the_program(string name)
    {
        var installed = typeof(Shell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(data => data.Key == "System.CommandLine.ToolCommandName").Value;
        var script = Shell.All.Single(shell => shell.Name == name).Script;

        Assert.Equal(Tool, installed);
        Assert.Contains(Tool, script, StringComparison.Ordinal);
        Assert.Contains("[suggest:", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run --tr", "--transport")]
    [InlineData("run --transport tcp,ud", "tcp,udp", "tcp,uds")]
    [InlineData("run --transport file-poll:", "interval=1ms")]
    [InlineData("run --isolation=p", "process")]
    [InlineData("report DIR --theme ", "dark", "light")]
    [InlineData("cle", "clean")]
    [InlineData("--qu", "--quick")]
    public async Task Bash_completes(string line, params string[] words) =>
        Assert.Equal(words, await CompleteAsync("bash", ["--norc", "-c", Bash], line));

    [Theory]
    [InlineData("run --transport tcp,ud", "tcp,udp", "tcp,uds")]
    [InlineData("report DIR --theme ", "dark", "light")]
    [InlineData("cle", "clean")]
    public async Task Zsh_completes_where_it_is_installed(string line, params string[] words) =>
        Assert.Equal(words, await CompleteAsync("zsh", ["-f", "-c", Zsh], line));

    [Theory]
    [InlineData("run --transport tcp,ud", "tcp,udp", "tcp,uds")]
    [InlineData("report DIR --theme ", "dark", "light")]
    [InlineData("cle", "clean")]
    public async Task Fish_completes_where_it_is_installed(string line, params string[] words) =>
        Assert.Equal(words, await CompleteAsync("fish", ["--no-config", "-c", Fish], line));

    [Theory]
    [InlineData("run --transport tcp,ud", "tcp,udp", "tcp,uds")]
    [InlineData("report DIR --theme ", "dark", "light")]
    [InlineData("cle", "clean")]
    public async Task PowerShell_completes_where_it_is_installed(string line, params string[] words) =>
        Assert.Equal(words, await CompleteAsync("pwsh", ["-NoProfile", "-NonInteractive", "-Command", PowerShell], line));

    private async Task<string[]> CompleteAsync(string shell, string[] arguments, string line)
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        Assert.SkipUnless(path.Split(':').Any(folder => File.Exists(Path.Combine(folder, shell))), $"Needs {shell}.");
        Install();
        var start = new ProcessStartInfo(shell, arguments) { WorkingDirectory = _folder.FullName, RedirectStandardOutput = true };
        start.Environment["LINE"] = $"{Tool} {line}";
        start.Environment["PATH"] = $"{_folder.FullName}:{path}";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private void Install()
    {
        var tool = Path.Combine(_folder.FullName, Tool);
        File.WriteAllText(tool, $"#!/bin/sh\nexec dotnet exec '{Path.Combine(AppContext.BaseDirectory, "InterContainer.Bench.dll")}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(tool, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
