using System.Diagnostics;
using System.Text.Json;
using System.Threading.Channels;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Transports;

namespace InterContainer.Runner.Processes;

/// <summary>An agent as a child process. It ends when its standard input does, so it cannot outlive this process.</summary>
internal sealed class ProcessAgent : IAgentHandle
{
    private readonly Process _process;
    private readonly Channel<string> _output = Channel.CreateUnbounded<string>();
    private readonly Task<string> _errors;

    private ProcessAgent(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
        _ = ReadAsync();
    }

    public ChannelReader<string> Output => _output.Reader;

    public bool HasEnded => _process.HasExited;

    public string Ending
    {
        get
        {
            var code = _process.WaitForExit(TimeSpan.FromSeconds(1)) ? $"exit code {_process.ExitCode}" : "still running";
            var errors = _errors.IsCompletedSuccessfully ? Redaction.Of(_errors.Result.Trim()) : "";
            return errors.Length == 0 ? code : $"{code}, {errors[..Math.Min(errors.Length, 300)]}";
        }
    }

    /// <summary>The agent's program, whether it is there or not.</summary>
    public static string Program { get; } = Path.Combine(AppContext.BaseDirectory, "InterContainer.Agent.dll");

    /// <param name="assignment">What it does.</param>
    /// <param name="cores">The processors it has, as <see cref="CorePlan"/> writes them; null: all.</param>
    /// <exception cref="LaunchException">The agent's program is not there or cannot be run.</exception>
    public static ProcessAgent Start(Assignment assignment, string? cores)
    {
        if (!File.Exists(Program))
            throw new LaunchException($"The agent is not where the build puts it, {Program}: build again.");
        // Pinned from outside, so that all its threads are, and it counts only those processors.
        var start = new ProcessStartInfo(cores is null ? "dotnet" : "taskset")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var word in cores is null ? [] : new[] { "--cpu-list", cores, "dotnet" })
            start.ArgumentList.Add(word);
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(Program);
        start.Environment[Assignment.Variable] = JsonSerializer.Serialize(assignment, ProtocolJson.WithSecrets);
        foreach (var (name, value) in assignment.RuntimeSettings)
            start.Environment[name] = value;
        // Its pipes for debuggers and profilers would be left in the temporary folder where it has to be killed. A user that wants them sets it.
        start.Environment.TryAdd("DOTNET_EnableDiagnostics", "0");
        try
        {
            return new ProcessAgent(Process.Start(start)!);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new LaunchException($"Cannot start the agent with {start.FileName}: {e.Message}", e);
        }
    }

    public async Task GoAsync(CancellationToken cancellationToken)
    {
        await _process.StandardInput.WriteAsync("\n".AsMemory(), cancellationToken);
        await _process.StandardInput.FlushAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _process.StandardInput.Close();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        var exit = _process.WaitForExitAsync();
        if (await Task.WhenAny(exit, Task.Delay(TimeSpan.FromSeconds(2))) != exit)
            _process.Kill(entireProcessTree: true);
        await exit;
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
            _output.Writer.TryWrite(line);
        _output.Writer.Complete();
    }
}
