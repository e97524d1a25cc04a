using System.Globalization;
using InterContainer.Protocol;

namespace InterContainer.Agent.Measuring;

/// <summary>
/// Decides when warm-up is over. The code of every process is warm: over the last <see cref="Span"/> windows compiling took at most
/// <see cref="MostCompiling"/> of the time, and <see cref="LeastMessages"/> messages went by since the start. And the windows of that span
/// are stationary: no trend and no change-point is left (E. Barrett et al., "Virtual Machine Warmup Blows Hot and Cold", OOPSLA 2017, on why
/// neither a fixed time nor a glance at the figures is enough). Pure.
/// </summary>
/// <param name="timing">The bounds: at least <see cref="Timing.MinWarmUpMs"/>.</param>
internal sealed class WarmUp(Timing timing)
{
    /// <summary>How many windows have to be quiet and stationary.</summary>
    public const int Span = 12;

    /// <summary>
    /// The agent's runtime compiles a method for speed after 100 calls, and again with what it learnt from another 100; so what is called once in two messages
    /// is warm then.
    /// </summary>
    public const int LeastMessages = 500;

    /// <summary>Fraction of the time, of each process by itself.</summary>
    public const double MostCompiling = 0.01;

    /// <summary>
    /// As <see cref="MostCompiling"/>, of what was measured and has no latency: a rate is off by no more than this, where a tail may be nothing but compiling.
    /// </summary>
    public const double MostCompilingOfRate = 0.05;

    /// <summary>How many windows pass between two samples, because a sample costs a message, and what is called once a window is compiled some day.</summary>
    public const int SampleEvery = 4;

    /// <summary>
    /// Measured windows begin cold where the mean rate of their first <see cref="FirstWindows"/> is below this fraction of that of their last half.
    /// </summary>
    public const double ColdRate = 0.8;

    /// <summary>How many windows are the beginning.</summary>
    public const int FirstWindows = 3;

    private readonly List<double> _nsPerMessage = [];
    private readonly List<(long ElapsedNs, IReadOnlyList<RuntimeCounters> Processes)> _samples = [];
    private long _elapsedNs;
    private long _messages;

    /// <summary>What is still missing, in words; null: warm-up is over. Asked after a sample.</summary>
    public string? Missing { get; private set; } = "no window was seen";

    /// <summary>The median time a message of the last span, ns; of fewer windows, of those, and of none 0.</summary>
    public double NsPerMessage => _nsPerMessage.Count == 0 ? 0 : Median.Of(_nsPerMessage[^Math.Min(Span, _nsPerMessage.Count)..].ToArray());

    /// <summary>
    /// Why what was measured is still warm-up, in words; null: it is not. A process compiled for too much of the time, or the windows began slower than they
    /// went on. What became slower, or slow in between, is no reason: that is for the flags to tell.
    /// </summary>
    /// <param name="windows">In order; of fewer than twice <see cref="FirstWindows"/> only what was compiled is judged, as of none.</param>
    /// <param name="elapsedNs">The measured time.</param>
    /// <param name="before">What every process had compiled when measuring began.</param>
    /// <param name="after">And when it ended, in the same order.</param>
    /// <param name="mostCompiling">The fraction of the time that each process may have compiled.</param>
    public static string? WasCold(
        IReadOnlyList<Window> windows, long elapsedNs, IReadOnlyList<RuntimeCounters> before, IReadOnlyList<RuntimeCounters> after,
        double mostCompiling = MostCompiling)
    {
        if (Compiling(before, after, elapsedNs, mostCompiling) is { } compiled)
            return compiled;
        if (windows.Count < 2 * FirstWindows)
            return null;
        var (first, last) = (Rate(windows.Take(FirstWindows)), Rate(windows.Skip(windows.Count / 2)));
        return first < ColdRate * last
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"its first {FirstWindows} measured windows had {100 * first / last:0} % of the rate of its last half")
            : null;
    }

    /// <summary>Takes the next <see cref="SampleEvery"/> windows.</summary>
    public void Add(IEnumerable<Window> windows)
    {
        foreach (var window in windows)
        {
            _nsPerMessage.Add(window.NsPerMessage);
            _elapsedNs += window.ElapsedNs;
            _messages += window.Messages;
        }
    }

    /// <summary>
    /// Takes what every process has compiled so far, in the same order each time: at the beginning, and after the windows of each <see cref="Add"/>.
    /// </summary>
    public void Sample(IReadOnlyList<RuntimeCounters> processes)
    {
        _samples.Add((_elapsedNs, processes));
        Missing = WhatIsMissing();
    }

    private string? WhatIsMissing()
    {
        if (_messages < LeastMessages)
            return string.Create(CultureInfo.InvariantCulture, $"{_messages} of {LeastMessages} messages went by");
        if (_nsPerMessage.Count < Span)
            return $"{_nsPerMessage.Count} of {Span} windows went by";
        if (_elapsedNs < timing.MinWarmUpMs * 1_000_000L)
            return "the time that was asked for was not over";
        var (before, now) = (_samples[^(1 + (Span / SampleEvery))], _samples[^1]);
        return Compiling(before.Processes, now.Processes, now.ElapsedNs - before.ElapsedNs, MostCompiling)
            ?? Stationarity.Doubt(_nsPerMessage[^Span..].ToArray(), Stationarity.ForWarmUp);
    }

    private static string? Compiling(IReadOnlyList<RuntimeCounters> before, IReadOnlyList<RuntimeCounters> after, long elapsedNs, double most)
    {
        var compiling = before.Zip(after, (one, other) => other.CompileNs - one.CompileNs).Max() / (double)elapsedNs;
        return compiling > most
            ? string.Create(CultureInfo.InvariantCulture, $"code was still being compiled, {100 * compiling:0.#} % of the time")
            : null;
    }

    private static double Rate(IEnumerable<Window> windows) => windows.Average(window => 1 / window.NsPerMessage);
}
