using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using InterContainer.Runner.Results;

namespace InterContainer.Tests.EndToEnd.Fuzzing;

/// <summary>Runs a case in a folder of its own, and looks for what must not be there afterwards.</summary>
internal sealed partial class FuzzTrial(FuzzCase trial, EngineFixture engine)
{
    private const string Mark = "FUZZ_MARK";

    private static readonly int[] ExitCodes = [0, 1, 2, 3, 130];
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(90);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fuzz-");
    private readonly string _mark = Guid.NewGuid().ToString("N");

    /// <returns>How it ended; and what was wrong, in lines; none: nothing.</returns>
    public async Task<(int ExitCode, IReadOnlyList<string> Wrong)> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            trial.Prepare(_folder);
            _folder.CreateSubdirectory("tmp");
            var before = _folder.EnumerateFiles("*", SearchOption.AllDirectories).ToDictionary(file => file.FullName, file => File.ReadAllBytes(file.FullName));
            using var process = Start();
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            process.StandardInput.Close();
            if (!await EndsAsync(process, cancellationToken))
                return (process.ExitCode, [$"{trial}", "it did not end, after Ctrl-C as well", await output, await errors]);
            IReadOnlyList<string> wrong =
            [
                .. Said(process.ExitCode, await output, await errors),
                .. Written(before, process.Id),
                .. await LeftAsync(process.Id),
            ];
            return wrong.Count == 0
                ? (process.ExitCode, [])
                : (process.ExitCode, [$"{trial}", $"exit code {process.ExitCode}", .. wrong, $"output: {Cut(await output)}", $"errors: {Cut(await errors)}"]);
        }
        finally
        {
            _folder.Delete(recursive: true);
        }
    }

    private Process Start()
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "InterContainer.Bench.dll"), .. trial.Arguments])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment[Mark] = _mark;
        start.Environment["HOME"] = Path.Combine(_folder.FullName, "home");
        start.Environment["TMPDIR"] = Path.Combine(_folder.FullName, "tmp");
        foreach (var (name, value) in trial.Environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    private async Task<bool> EndsAsync(Process process, CancellationToken cancellationToken)
    {
        if (await EndsWithinAsync(process, trial.InterruptAfter, cancellationToken))
            return true;
        using var interrupt = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await interrupt.WaitForExitAsync(cancellationToken);
        if (await EndsWithinAsync(process, Timeout, cancellationToken))
            return true;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(cancellationToken);
        return false;
    }

    private static async Task<bool> EndsWithinAsync(Process process, TimeSpan time, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(time);
        try
        {
            await process.WaitForExitAsync(limited.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private IEnumerable<string> Said(int code, string output, string errors)
    {
        if (!ExitCodes.Contains(code))
            yield return "the exit code is another than 0, 1, 2, 3, 130";
        if (code == 2 && errors.Trim().Length == 0)
            yield return "exit code 2 without a line on standard error";
        foreach (var (name, text) in new[] { ("standard output", output), ("standard error", errors) })
        {
            if (Trace().Match(text) is { Success: true } trace)
                yield return $"{name} speaks of the program's inside: {trace.Value.Trim()}";
            if (IsTold(text))
                yield return $"{name} has the secret";
        }
    }

    /// <summary>Of files, those that were not there before.</summary>
    private IEnumerable<string> Written(Dictionary<string, byte[]> before, int process)
    {
        foreach (var file in _folder.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 }))
        {
            // Sockets have no length, and cannot be read.
            var bytes = file.Length == 0 ? [] : File.ReadAllBytes(file.FullName);
            if (before.TryGetValue(file.FullName, out var old) && old.AsSpan().SequenceEqual(bytes))
                continue;
            var name = Path.GetRelativePath(_folder.FullName, file.FullName);
            if (IsTold(Encoding.UTF8.GetString(bytes)))
                yield return $"{name} has the secret";
            if (name.EndsWith(".new", StringComparison.Ordinal) || name.EndsWith(".running", StringComparison.Ordinal))
                yield return $"{name} was left";
            if (file.Name == ResultsFile.Name && Record.Exception(() => ResultsFile.Read(file.DirectoryName!)) is { } unreadable)
                yield return $"{name} cannot be read: {unreadable.Message}";
        }

        // The runtime's own socket stays where Ctrl-C comes before the runtime has begun to look for it.
        var own = FormattableString.Invariant($"/dotnet-diagnostic-{process}-");
        var temporary = Directory.EnumerateFileSystemEntries(Path.Combine(_folder.FullName, "tmp")).Concat(Named(_folder.FullName));
        foreach (var left in temporary.Where(left => !left.Contains(own, StringComparison.Ordinal)))
            yield return $"{left} was left in a temporary folder";
    }

    private async Task<IReadOnlyList<string>> LeftAsync(int process) =>
    [
        .. Processes().Select(left => $"a process was left: {left}"),
        .. Named(Path.GetTempPath(), process).Concat(Directory.Exists("/dev/shm") ? Named("/dev/shm", process) : []).Select(left => $"{left} was left"),
        .. engine.IsThere ? (await engine.BelongingsAsync(process)).Select(left => $"{left} was left") : [],
    ];

    // Where the temporary folder was another.
    private static IEnumerable<string> Named(string folder, int? process = null) => Directory.EnumerateDirectories(
        folder,
        process is { } id ? FormattableString.Invariant($"intercontainer-{id}-*") : "intercontainer-*",
        process is null ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly);

    /// <summary>Those that have the mark of this case.</summary>
    private IEnumerable<string> Processes()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(path => char.IsAsciiDigit(Path.GetFileName(path)[0])))
        {
            var variables = Text(Path.Combine(folder, "environ"));
            if (variables.Contains($"{Mark}={_mark}", StringComparison.Ordinal) && Text(Path.Combine(folder, "cmdline")) is { Length: > 0 } line)
                yield return line.Replace('\0', ' ');
        }
    }

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended, or is another user's.
            return "";
        }
    }

    private bool IsTold(string text) =>
        text.Contains(trial.Secret, StringComparison.OrdinalIgnoreCase)
        || text.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes($"u:{trial.Secret}")), StringComparison.Ordinal);

    private static string Cut(string text) => text.Length <= 3000 ? text : $"{text[..1500]} … {text[^1500..]}";

    [GeneratedRegex(@"^\s+at [\w.<>`]+\(.*$|Unhandled exception|fault of the program.*$|\b\w+Exception\b.*$", RegexOptions.Multiline)]
    private static partial Regex Trace();
}
