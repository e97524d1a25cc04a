using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace InterContainer.Tests.EndToEnd;

/// <summary>The program as a person runs it, in a folder of its own.</summary>
internal sealed class BenchProcess : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _errors = new();

    private BenchProcess(Process process, string folder)
    {
        _process = process;
        Folder = folder;
        process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(_errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Options of a run whose figures do not matter: its cells are measured as long as those of <c>--quick</c>, but need not be warm.</summary>
    public static IReadOnlyList<string> Brief { get; } = ["--duration", "500ms", "--max-warm-up", "500ms"];

    /// <summary>Its current folder; results go to <c>out</c> in it where the test says so.</summary>
    public string Folder { get; }

    public string Out => Path.Combine(Folder, "out");

    public int Id => _process.Id;

    public string Output => Text(_output);

    public string Errors => Text(_errors);

    public static BenchProcess Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var folder = Directory.CreateTempSubdirectory("bench-test-").FullName;
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "InterContainer.Bench.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return new BenchProcess(Process.Start(start)!, folder);
    }

    public async Task<int> ExitCodeAsync(TimeSpan timeout)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(timeout);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"Still running after {timeout}. Output:\n{Output}\nErrors:\n{Errors}");
        }

        return _process.ExitCode;
    }

    /// <summary>Waits until it has printed something.</summary>
    public async Task SeesAsync(string text, TimeSpan timeout)
    {
        for (var waited = Stopwatch.StartNew(); !Output.Contains(text, StringComparison.Ordinal);)
        {
            if (_process.HasExited || waited.Elapsed > timeout)
                throw new TimeoutException($"'{text}' was not printed. Output:\n{Output}\nErrors:\n{Errors}");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Sends a signal by its name: INT, KILL.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
            text.AppendLine(line);
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
            return text.ToString();
    }
}
