using HdrHistogram;
using InterContainer.Agent.Contract;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;

namespace InterContainer.Agent.Scenarios;

/// <summary>What the lanes of a cell do together.</summary>
internal static class Lanes
{
    /// <summary>Runs one piece of work a lane, side by side; a single one on the caller's thread.</summary>
    public static async ValueTask<T[]> TogetherAsync<TLane, T>(IReadOnlyList<TLane> lanes, Func<TLane, ValueTask<T>> work) => lanes.Count == 1
        ? [await work(lanes[0])]
        : await Task.WhenAll(lanes.Select(lane => Task.Run(async () => await work(lane))));

    // Where responders compete, chance decides which of them takes a message: of 16, each is met by so many with a probability beyond doubt.
    private const int MostMarks = 400;

    /// <summary>Tells every responder that measuring begins or has ended. One that could not be told charges itself nothing.</summary>
    public static async ValueTask MarkAsync(IReadOnlyList<Lane> lanes, Cell cell, Phase edge)
    {
        HashSet<int> told = [];
        for (var marks = 0; told.Count < cell.Responders && marks < MostMarks; marks += lanes.Count)
        {
            foreach (var responder in await TogetherAsync(cell.Responders == 1 ? [lanes[0]] : lanes, lane => lane.MarkAsync(edge)))
                told.Add(responder ?? 0);
        }
    }

    /// <summary>The windows of lanes that ran side by side, as one: the messages of all, in a time that gives the sum of their rates.</summary>
    public static Window Sum(IReadOnlyList<Window> windows)
    {
        if (windows.Count == 1)
            return windows[0];
        var messages = windows.Sum(window => window.Messages);
        return new Window(messages, (long)Math.Round(messages / windows.Sum(window => 1 / window.NsPerMessage)));
    }

    /// <summary>Until the windows are steady.</summary>
    /// <returns>What was still missing when the time for that was up; null: nothing.</returns>
    public static async ValueTask<string?> WarmUpAsync(Pace pace, IClock clock, Func<ValueTask<Window>> window)
    {
        var warmUp = new WarmUp();
        var deadline = clock.NowNs + (pace.MaxWarmUpMs * 1_000_000L);
        while (!warmUp.Add(await window()))
        {
            if (clock.NowNs >= deadline)
                return "a trend was left";
        }

        return null;
    }

    /// <summary>Measured windows: as many as precision asks for, within the bounds of the pace. The first is told to the runner.</summary>
    public static async ValueTask<List<Window>> MeasureAsync(Pace pace, AgentOutput output, Func<ValueTask<Window>> window)
    {
        var windows = new List<Window>(pace.MaxWindows);
        while (windows.Count < pace.MinWindows || (windows.Count < pace.MaxWindows && !Precision.IsEnough(windows)))
        {
            windows.Add(await window());
            if (windows.Count == 1)
                output.Write(new WindowLine(windows[0]));
        }

        return windows;
    }

    /// <summary>What the lanes saw of round trips.</summary>
    public static Measurement Summary(IReadOnlyList<Lane> lanes) => new()
    {
        LatencyNs = Sum(lanes, lane => lane.Response),
        ServiceNs = Sum(lanes, lane => lane.Service),
        ForwardNs = Sum(lanes, lane => lane.Forward),
        BackNs = Sum(lanes, lane => lane.Back),
        BeforeSent = lanes.Sum(lane => lane.Response.Negative + lane.Forward.Negative + lane.Back.Negative),
        Sent = lanes.Sum(lane => lane.Sent),
        Verified = Verified.Sum(lanes.Select(lane => lane.Verified)),
        AnsweredBy = lanes[0].AnsweredBy.Length == 1 ? [] : [.. lanes[0].AnsweredBy.Select((_, responder) => lanes.Sum(lane => lane.AnsweredBy[responder]))],
    };

    private static Distribution? Sum(IReadOnlyList<Lane> lanes, Func<Lane, Delays> delays)
    {
        HistogramBase sum = LatencyHistogram.Create();
        foreach (var lane in lanes)
            delays(lane).AddTo(sum);
        return Distribution.Of(sum);
    }
}
