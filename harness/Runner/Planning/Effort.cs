using InterContainer.Agent.Contract;

namespace InterContainer.Runner.Planning;

/// <summary>How much time a run takes for its answer.</summary>
public sealed record Effort
{
    /// <summary>As people write it.</summary>
    public required string Name { get; init; }

    /// <summary>How often every cell is measured, each time by a fresh pair.</summary>
    public required int Rounds { get; init; }

    public required Pace Pace { get; init; }

    /// <summary>The payloads in bytes where none are asked for.</summary>
    public required IReadOnlyList<int> Payloads { get; init; }

    // The bounds hold for the whole catalogue of some twenty transports and two scenarios, when a pair takes about a second to come and go.

    /// <summary>Every transport once: within 90 s of measuring.</summary>
    public static Effort Quick { get; } = new()
    {
        Name = "quick",
        Rounds = 1,
        Pace = new Pace { WindowMs = 50, MaxWarmUpMs = 4000, MinWindows = 10, MaxWindows = 16, IdleMs = 1000 },
        Payloads = [64],
    };

    /// <summary>The suite without any option: some 13 min on 2 cores.</summary>
    public static Effort Default { get; } = new()
    {
        Name = "default",
        Rounds = 3,
        Pace = new Pace { WindowMs = 50, MaxWarmUpMs = 4500, MinWindows = 20, MaxWindows = 22 },
        Payloads = [64, 64 * 1024],
    };

    /// <summary>Within 60 min on 2 cores.</summary>
    public static Effort Thorough { get; } = new()
    {
        Name = "thorough",
        Rounds = 4,
        Pace = new Pace { WindowMs = 50, MaxWarmUpMs = 10_000, MinWindows = 30, MaxWindows = 40, IdleMs = 3000 },
        Payloads = [64, 1024, 64 * 1024],
        Calibrates = true,
    };

    /// <summary>Whether our figures are set beside those of native tools as well, where there is an engine.</summary>
    public bool Calibrates { get; init; }

    /// <summary>How long a cell is measured in a round, at least a window; null: for as long as its noise asks for.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>How long a cell is warmed up at least; null: until it is warm.</summary>
    public TimeSpan? WarmUp { get; init; }

    /// <summary>How long a cell is warmed up at most, not below <see cref="WarmUp"/>; null: for the pace's time after that.</summary>
    public TimeSpan? MaxWarmUp { get; init; }

    /// <summary>The longest one round of one cell may be inside warm-up and measured windows, limited or not.</summary>
    public TimeSpan LongestCell => TimeSpan.FromMilliseconds(Math.Max(LongestMs(PaceWithin(Limits.None)), LongestMs(PaceWithin(new Limits(1, null)))));

    /// <summary>The pace of a cell within limits.</summary>
    public Pace PaceWithin(Limits limits)
    {
        var pace = limits.Cpus is null ? Pace : Pace.WithinLimit();
        var least = (int)(WarmUp?.TotalMilliseconds ?? 0);
        pace = pace with { MinWarmUpMs = least, MaxWarmUpMs = (int?)MaxWarmUp?.TotalMilliseconds ?? least + pace.MaxWarmUpMs };
        if (Duration is not { TotalMilliseconds: var measuredMs })
            return pace;
        var windows = Math.Max(1, (int)(measuredMs / pace.WindowMs));
        return pace with { MinWindows = windows, MaxWindows = windows, IdleMs = (int)measuredMs };
    }

    private static int LongestMs(Pace pace) => pace.MaxWarmUpMs + Math.Max(pace.IdleMs, pace.MostWindows * pace.WindowMs);
}
