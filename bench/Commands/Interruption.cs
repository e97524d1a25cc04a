using System.Runtime.InteropServices;

namespace InterContainer.Bench.Commands;

/// <summary>Ctrl-C, SIGTERM or a closed terminal: ends the run, not the program, which still has results to save and containers to remove.</summary>
internal sealed class Interruption : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    public Interruption()
    {
        foreach (var signal in new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP })
            _registrations.Add(PosixSignalRegistration.Create(signal, Interrupt));
    }

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _source.Dispose();
    }

    private void Interrupt(PosixSignalContext context)
    {
        context.Cancel = true;
        // Not here: what it interrupts would run on the thread that handles signals.
        _ = _source.CancelAsync();
    }
}
