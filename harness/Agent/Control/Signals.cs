using System.Runtime.InteropServices;
using System.Threading.Channels;
using InterContainer.Protocol;

namespace InterContainer.Agent.Control;

/// <summary>
/// What a launcher tells a running agent: to end (SIGTERM, or the end of standard input), and to go on (SIGCONT, or a byte of standard input).
/// </summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<bool> _go = Channel.CreateUnbounded<bool>();
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <param name="fromInput">A launcher holds standard input. It decides what Ctrl-C means, which a terminal sends to all.</param>
    public Signals(bool fromInput)
    {
        On(PosixSignal.SIGTERM, End);
        On(PosixSignal.SIGINT, fromInput ? () => { } : End);
        if (!OperatingSystem.IsWindows())
            On(PosixSignal.SIGCONT, () => _go.Writer.TryWrite(true));
        if (fromInput)
            new Thread(ReadInput) { IsBackground = true, Name = "input" }.Start();
    }

    /// <summary>Cancelled when the agent is to end.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Says that the agent has started, and completes when it may go on.</summary>
    /// <exception cref="OperationCanceledException">It is to end.</exception>
    public Task StandByAsync(AgentOutput output)
    {
        output.Write(new StandingByLine());
        return GoAsync();
    }

    /// <summary>Completes when the agent may go on; each word is good for one wait, also for a later one.</summary>
    /// <exception cref="OperationCanceledException">It is to end.</exception>
    public Task GoAsync() => _go.Reader.ReadAsync(Stop).AsTask();

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stop.Dispose();
    }

    private void On(PosixSignal signal, Action action) =>
        _registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            action();
        }));

    private void End()
    {
        try
        {
            _stop.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The agent is ending already.
        }
    }

    private void ReadInput()
    {
        using var input = Console.OpenStandardInput();
        while (input.ReadByte() is >= 0 and not Assignment.EndOfTransmission)
            _go.Writer.TryWrite(true);
        End();
    }
}
