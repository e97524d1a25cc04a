using System.Diagnostics;
using InterContainer.Agent.Contract;

namespace InterContainer.Agent.Measuring;

/// <summary>What this process used between two moments. Both must lie within what is measured.</summary>
internal sealed class CpuMeter
{
    private (double CpuNs, long NowNs, long Messages) _first;
    private (double CpuNs, long NowNs, long Messages) _last;
    private long _messages;
    private long _next = 1;

    /// <summary>A measured message was handled. Looks at the CPU time at the first, and then ever more rarely, so that it costs nothing for most.</summary>
    public void Count()
    {
        if (++_messages < _next)
            return;
        _last = Look();
        if (_messages == 1)
            _first = _last;
        _next = _messages + Math.Max(1, _messages / 16);
    }

    /// <summary>Measuring begins.</summary>
    public void Start() => _first = _last = Look();

    /// <summary>Measuring ended.</summary>
    /// <param name="messages">How many there were since its start.</param>
    public void Stop(long messages)
    {
        _messages = messages;
        _last = Look();
    }

    /// <summary>Null where there was nothing between the two moments.</summary>
    public RoleCost? Cost()
    {
        var (cpu, elapsed, messages) = (_last.CpuNs - _first.CpuNs, _last.NowNs - _first.NowNs, _last.Messages - _first.Messages);
        if (elapsed <= 0 || messages <= 0)
            return null;
        using var process = Process.GetCurrentProcess();
        return new RoleCost(cpu / messages, cpu / elapsed, process.PeakWorkingSet64);
    }

    private (double CpuNs, long NowNs, long Messages) Look()
    {
        var cpu = OperatingSystem.IsLinux() || OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? Environment.CpuUsage.TotalTime : TimeSpan.Zero;
        return (cpu.TotalNanoseconds, MonotonicClock.NowNs, _messages);
    }
}
