using System.Runtime.InteropServices;

namespace InterContainer.Agent;

/// <summary>Tells the agent to end: SIGTERM, or the end of standard input where a launcher holds that.</summary>
internal sealed class StopSignal : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <param name="atEndOfInput">A launcher holds standard input. It decides what Ctrl-C means, which a terminal sends to all.</param>
    public StopSignal(bool atEndOfInput)
    {
        On(PosixSignal.SIGTERM, Stop);
        On(PosixSignal.SIGINT, atEndOfInput ? () => { } : Stop);
        if (atEndOfInput)
            new Thread(WaitForEndOfInput) { IsBackground = true, Name = "end of input" }.Start();
    }

    public CancellationToken Token => _stop.Token;

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

    private void Stop()
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

    private void WaitForEndOfInput()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> ignored = stackalloc byte[64];
        while (input.Read(ignored) > 0)
        {
        }

        Stop();
    }
}
