using InterContainer.Protocol;

namespace InterContainer.Runner.Planning;

/// <summary>How much time a run takes for its answer.</summary>
public sealed record RunProfile
{
    /// <summary>As people write it.</summary>
    public required string Name { get; init; }

    /// <summary>How often every cell is measured, each time by a fresh pair.</summary>
    public required int Rounds { get; init; }

    public required Timing Timing { get; init; }

    /// <summary>The payloads in bytes where none are asked for.</summary>
    public required IReadOnlyList<int> Payloads { get; init; }

    // The bounds hold for the whole catalogue of some twenty transports and two scenarios, when a pair takes about a second to come and go.

    /// <summary>Every transport once: within 90 s of measuring.</summary>
    public static RunProfile Quick { get; } = new()
    {
        Name = "quick",
        Rounds = 1,
        Timing = new Timing { WindowMs = 50, MaxWarmUpMs = 4000, MinWindows = 10, MaxWindows = 16, IdleMs = 1000 },
        Payloads = [64],
        LoadMessages = 100,
        WakeUpPart = 0.5,
    };

    /// <summary>The suite without any option: some 11 min on 2 cores.</summary>
    public static RunProfile Default { get; } = new()
    {
        Name = "default",
        Rounds = 3,
        Timing = new Timing { WindowMs = 50, MaxWarmUpMs = 4500, MinWindows = 16, MaxWindows = 18 },
        Payloads = [64, 64 * 1024],
    };

    /// <summary>Within 60 min on 2 cores.</summary>
    public static RunProfile Thorough { get; } = new()
    {
        Name = "thorough",
        Rounds = 4,
        Timing = new Timing { WindowMs = 50, MaxWarmUpMs = 10_000, MinWindows = 30, MaxWindows = 40, IdleMs = 3000 },
        Payloads = [64, 1024, 64 * 1024],
        LargeForAll = true,
        Calibrates = true,
    };

    /// <summary>Whether our figures are compared with those of native tools as well, where there is an engine.</summary>
    public bool Calibrates { get; init; }

    /// <summary>Whether the suite without any option streams larger messages too, and over every transport.</summary>
    public bool LargeForAll { get; init; }

    /// <summary>How many messages a load has in a round at least, within <see cref="LongestLoad"/>: 300 are needed for p99.</summary>
    public int LoadMessages { get; init; } = 300;

    /// <summary>A load is not measured for longer than this to have its messages.</summary>
    public static TimeSpan LongestLoad { get; } = TimeSpan.FromSeconds(20);

    // 30, 10 and 3 after 0.1, 1 and 10 s: the longer the silence the fewer, by the root of it, so that the longest takes 30 s.
    private const double MostWakeUps = 30;
    private const double FewestWakeUps = 3;
    private static readonly TimeSpan SilenceOfFewest = TimeSpan.FromSeconds(10);

    /// <summary>Of <see cref="WakeUps"/>, which part is measured: above 0, at most 1.</summary>
    public double WakeUpPart { get; init; } = 1;

    /// <summary>
    /// How many messages are measured in a round, each after such a silence: 30 up to 0.1 s, 10 at 1 s, 3 from 10 s on, between them in proportion to
    /// 1/√silence. With a duration it is as many as that holds.
    /// </summary>
    /// <param name="silenceMs">1 or more.</param>
    public int WakeUps(int silenceMs) => Duration is { TotalMilliseconds: var measuredMs }
        ? Math.Max(1, (int)(measuredMs / silenceMs))
        : (int)Math.Ceiling(WakeUpPart * Math.Ceiling(Math.Clamp(WakeUpsByRoot(silenceMs), FewestWakeUps, MostWakeUps)));

    private static double WakeUpsByRoot(int silenceMs) => FewestWakeUps * Math.Sqrt(SilenceOfFewest.TotalMilliseconds / silenceMs);

    /// <summary>How long a cell is measured in a round, at least a window; null: for as long as its noise asks for.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How long a cell is warmed up at least; null: until it is warm.</summary>
    public TimeSpan? WarmUp { get; init; }

    /// <summary>How long a cell is warmed up at most, not below <see cref="WarmUp"/>; null: for the timing's time after that.</summary>
    public TimeSpan? MaxWarmUp { get; init; }

    /// <summary>The longest one round of one cell may be inside warm-up and measured windows, limited or not.</summary>
    public TimeSpan LongestCell =>
        TimeSpan.FromMilliseconds(
            Math.Max(LongestMs(TimingWithin(Conditions.Default, double.Epsilon)), LongestMs(TimingWithin(new Conditions { Cpus = 1 }, double.Epsilon))));

    /// <summary>The timing of a cell within limits.</summary>
    /// <param name="conditions">Of its ends.</param>
    /// <param name="rate">Of a load or a fan-out, messages a second, positive; null: it is none.</param>
    /// <param name="subscribers">Of a fan-out: each has to start as well, on the same processors.</param>
    public Timing TimingWithin(Conditions conditions, double? rate = null, int subscribers = 1)
    {
        var timing = conditions.Cpus is null ? Timing : Timing.WithinLimit();
        var least = (int)(WarmUp?.TotalMilliseconds ?? 0);
        var most = least + timing.MaxWarmUpMs + (WarmUpOfAnotherMs * (subscribers - 1));
        timing = timing with { MinWarmUpMs = least, MaxWarmUpMs = (int?)MaxWarmUp?.TotalMilliseconds ?? most };
        if (Duration is not { TotalMilliseconds: var measuredMs })
            return timing with { MaxWindows = Math.Max(timing.MaxWindows, rate is { } perSecond ? LoadWindows(timing, perSecond) : 0) };
        var windows = Math.Max(1, (int)(measuredMs / timing.WindowMs));
        return timing with { MinWindows = windows, MaxWindows = windows, IdleMs = (int)measuredMs };
    }

    private const int WarmUpOfAnotherMs = 400;

    private int LoadWindows(Timing timing, double rate) =>
        (int)Math.Ceiling(Math.Min(LoadMessages * 1000 / rate, LongestLoad.TotalMilliseconds) / timing.WindowMs);

    private static int LongestMs(Timing timing) => timing.MaxWarmUpMs + Math.Max(timing.IdleMs, timing.MostWindows * timing.WindowMs);
}
