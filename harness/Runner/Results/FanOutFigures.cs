using System.Globalization;
using InterContainer.Protocol;

namespace InterContainer.Runner.Results;

/// <summary>What a publisher and its subscribers saw of the same messages, put together. A message is known by the moment of its send. Pure.</summary>
internal sealed record FanOutFigures
{
    // Of the measured time, of each subscriber: as of any process that is not warm.
    private const double MostCompiling = 0.01;

    /// <summary>From the send until the last subscriber has it, of the messages that all got; null where there is none.</summary>
    public Distribution? ToLast { get; private init; }

    /// <summary>From the send to each subscriber that got it; null where there is none.</summary>
    public Distribution? ToEach { get; private init; }

    /// <summary>The messages that all got, by when the last subscriber had them.</summary>
    public IReadOnlyList<Window> Windows { get; private init; } = [];

    /// <summary>Arrivals before their send, which proves that the clocks are not one. They are in no figure.</summary>
    public long BeforeSent { get; private init; }

    /// <param name="sent">When each message was sent, ns; each moment once.</param>
    /// <param name="subscribers">What came to each of them: when it was sent, and when it came, ns.</param>
    /// <param name="windowNs">Length of a window, positive.</param>
    public static FanOutFigures Of(IReadOnlyCollection<long> sent, IReadOnlyList<IReadOnlyList<(long Sent, long Came)>> subscribers, long windowNs)
    {
        var (toLast, toEach) = (LatencyHistogram.Create(), LatencyHistogram.Create());
        // One that comes twice has come the first time.
        var came = subscribers
            .Select(messages => messages.GroupBy(message => message.Sent).ToDictionary(same => same.Key, same => same.Min(message => message.Came)))
            .ToList();
        List<long> lasts = [];
        long before = 0;
        foreach (var moment in sent)
        {
            List<long> arrivals = [.. came.Where(messages => messages.ContainsKey(moment)).Select(messages => messages[moment])];
            if (arrivals.Exists(arrival => arrival < moment))
            {
                before++;
                continue;
            }

            arrivals.ForEach(arrival => toEach.RecordValue(Delay(arrival - moment)));
            if (arrivals.Count < subscribers.Count)
                continue;
            lasts.Add(arrivals.Max());
            toLast.RecordValue(Delay(lasts[^1] - moment));
        }

        return new FanOutFigures
        {
            ToLast = Distribution.Of(toLast),
            ToEach = Distribution.Of(toEach),
            Windows = Cut([.. lasts.Order()], windowNs),
            BeforeSent = before,
        };
    }

    /// <summary>What was seen of a fan-out, as if its publisher had measured it: latency, one-way delays, windows and the number of deliveries.</summary>
    /// <exception cref="FormatException">What an agent said of its times cannot be read.</exception>
    public static Observation Together(Cell cell, Observation seen)
    {
        var figures = Of(
            [.. Times(seen.Initiator, 1)],
            [.. seen.Responders.Select(Arrivals)],
            cell.Timing.WindowNs);
        return seen with
        {
            Initiator = seen.Initiator with
            {
                LatencyNs = figures.ToLast,
                ForwardNs = figures.ToEach,
                Windows = figures.Windows,
                BeforeSent = figures.BeforeSent,
                Verified = new Verified { Received = seen.Responders.Sum(subscriber => subscriber.Verified.Received) },
                WarmUpMissed = seen.Initiator.WarmUpMissed ?? WhyCold(seen.Responders),
            },
        };
    }

    private static IReadOnlyList<(long Sent, long Came)> Arrivals(Measurement subscriber) =>
        [.. Times(subscriber, 2).Chunk(2).Select(message => (message[0], message[1]))];

    private static IReadOnlyList<long> Times(Measurement agent, int ofMessage) => agent.Times is { } times ? MessageTimes.Decode(times, ofMessage) : [];

    // Where subscribers do not answer, a publisher cannot ask how warm they are.
    private static string? WhyCold(IReadOnlyList<Measurement> subscribers) => subscribers.Index()
        .Where(subscriber => subscriber.Item is { Runtime: { } runtime, Cost.MeasuredNs: > 0 and var measured } && runtime.CompileNs > MostCompiling * measured)
        .Select(subscriber => (Number: subscriber.Index + 1, Part: 100.0 * subscriber.Item.Runtime!.CompileNs / subscriber.Item.Cost!.MeasuredNs))
        .Select(cold => string.Create(CultureInfo.InvariantCulture, $"subscriber {cold.Number} was still compiling, {cold.Part:0.#} % of the time"))
        .FirstOrDefault();

    // What is below the clock's resolution is not nothing: 1 ns is the histogram's least.
    private static long Delay(long ns) => Math.Clamp(ns, 1, LatencyHistogram.MaxNs);

    // Back to back from the first to the last, whose rate is theirs. The first starts the clock and is in none; what is left belongs to the last window.
    private static List<Window> Cut(IReadOnlyList<long> rising, long windowNs)
    {
        List<Window> windows = [];
        var start = 0;
        for (var i = 1; i < rising.Count; i++)
        {
            if (rising[i] - rising[start] < windowNs)
                continue;
            windows.Add(new Window(i - start, rising[i] - rising[start]));
            start = i;
        }

        var (messages, elapsedNs) = (rising.Count - 1 - start, rising.Count > 0 ? rising[^1] - rising[start] : 0);
        if (messages < 1 || elapsedNs == 0)
            return windows;
        if (windows.Count == 0)
            return [new Window(messages, elapsedNs)];
        windows[^1] = new Window(windows[^1].Messages + messages, windows[^1].ElapsedNs + elapsedNs);
        return windows;
    }
}
