using HdrHistogram;
using InterContainer.Agent.Accounting;
using InterContainer.Agent.Control;
using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Protocol;

namespace InterContainer.Agent.Scenarios;

/// <summary>What the workers of a cell do together.</summary>
internal static class Workers
{
    /// <summary>Runs one piece of work a worker, side by side; a single one on the caller's thread.</summary>
    public static async ValueTask<T[]> TogetherAsync<TWorker, T>(IReadOnlyList<TWorker> workers, Func<TWorker, ValueTask<T>> work) => workers.Count == 1
        ? [await work(workers[0])]
        : await Task.WhenAll(workers.Select(worker => Task.Run(async () => await work(worker))));

    private const int MostSettling = 12;
    private const double Settled = 1.1;
    private const int Practice = 25;

    // They rise, so that all tests are gone through.
    private static readonly List<Window> Imagined = [.. Enumerable.Range(1, 24).Select(i => new Window(WarmUp.LeastMessages, i))];

    // Where responders compete, chance decides which of them takes a message: of 16, each is met by so many with a probability beyond doubt.
    private const int MostMarks = 400;

    /// <summary>
    /// Tells every responder of an edge, or asks each what it has compiled. One that could not be told charges itself nothing. One way for both, because what
    /// is called for the first time when measuring begins would be compiled then.
    /// </summary>
    /// <returns>The header of each responder's reply, by its number; those that could not be read are missing.</returns>
    public static async ValueTask<Dictionary<int, MessageHeader>> MarkAsync(IReadOnlyList<Worker> workers, Cell cell, Phase phase)
    {
        Dictionary<int, MessageHeader> answers = [];
        for (var asked = 0; answers.Count < cell.Responders && asked < MostMarks; asked += workers.Count)
        {
            foreach (var answer in await TogetherAsync(cell.Responders == 1 ? [workers[0]] : workers, worker => worker.MarkAsync(phase)))
                answers[answer?.Responder ?? 0] = answer ?? default;
        }

        return answers;
    }

    /// <summary>What every process of the pair has compiled so far: this one, then each responder. One that could not be asked has compiled nothing.</summary>
    public static async ValueTask<IReadOnlyList<RuntimeCounters>> LookAsync(IReadOnlyList<Worker> workers, Cell cell, CostMeter meter)
    {
        var answers = await MarkAsync(workers, cell, Phase.Sample);
        return
        [
            meter.RuntimeSoFar,
            .. Enumerable.Range(0, cell.Responders).Select(responder => RuntimeCounters.Unpack(answers.GetValueOrDefault(responder).TimeNs)),
        ];
    }

    /// <summary>Measuring begins: what warm-up recorded is forgotten.</summary>
    public static void Begin(IReadOnlyList<Worker> workers)
    {
        foreach (var worker in workers)
            worker.Begin();
    }

    /// <summary>The windows of workers that ran side by side, as one: the messages of all, in a time that gives the sum of their rates.</summary>
    public static Window Sum(IReadOnlyList<Window> windows)
    {
        if (windows.Count == 1)
            return windows[0];
        var messages = windows.Sum(window => window.Messages);
        return new Window(messages, (long)Math.Round(messages / windows.Sum(window => 1 / window.NsPerMessage)));
    }

    /// <summary>Until the code is warm at both ends and the windows are stationary.</summary>
    /// <param name="timing">The bounds.</param>
    /// <param name="clock">The time.</param>
    /// <param name="windows">Plays so many windows.</param>
    /// <param name="sample">What every process has compiled so far.</param>
    /// <param name="rehearse">
    /// Plays the whole of what is measured once, with the timing it is given and without a figure: what is called for the first time when measuring
    /// begins would be compiled then.
    /// </param>
    /// <returns>What was reached, and what was not.</returns>
    public static async ValueTask<WarmedUp> WarmUpAsync(
        Timing timing,
        IClock clock,
        Func<int, ValueTask<IReadOnlyList<Window>>> windows,
        Func<ValueTask<IReadOnlyList<RuntimeCounters>>> sample,
        Func<Timing, ValueTask> rehearse)
    {
        var deadline = clock.NowNs + (timing.MaxWarmUpMs * 1_000_000L);
        await rehearse(timing with { WindowMs = 1, MinWindows = 2, MaxWindows = 4 });
        var warmUp = new WarmUp(timing);
        while (true)
        {
            warmUp.Sample(await sample());
            Practise();
            if (warmUp.Missing is null || clock.NowNs >= deadline)
                return new WarmedUp(warmUp.Missing, warmUp.NsPerMessage, deadline);
            warmUp.Add(await windows(WarmUp.SampleEvery));
        }
    }

    /// <summary>
    /// Plays what is measured, and once again where it shows that it was still warm-up and the time of warm-up is not over: then what was played before is
    /// warm-up as well, and in no figure. Once, because what a library does rarely is compiled at last in any of them.
    /// </summary>
    /// <param name="warmedUp">How far warm-up came.</param>
    /// <param name="clock">The time.</param>
    /// <param name="play">Plays it; returns what there is to judge: the windows that tell of speed, none where they do not, and the measured time, ns.</param>
    /// <param name="sample">What every process has compiled so far.</param>
    /// <param name="mostCompiling">The fraction of the time that each process may compile.</param>
    /// <returns>What was still missing; null: nothing.</returns>
    public static async ValueTask<string?> PlayWarmAsync(
        WarmedUp warmedUp,
        IClock clock,
        Func<ValueTask<(IReadOnlyList<Window> Windows, long ElapsedNs)>> play,
        Func<ValueTask<IReadOnlyList<RuntimeCounters>>> sample,
        double mostCompiling = WarmUp.MostCompiling)
    {
        for (var isSecond = false; ; isSecond = true)
        {
            var before = await sample();
            var (windows, elapsedNs) = await play();
            var cold = WarmUp.WasCold(windows, elapsedNs, before, await sample(), mostCompiling);
            if (cold is null || isSecond || clock.NowNs >= warmedUp.DeadlineNs)
                return warmedUp.Missed ?? cold;
        }
    }

    /// <summary>
    /// Measured windows: as many as precision asks for, within the bounds of the timing, and more where they are not stationary by then. The first is told to
    /// the runner.
    /// </summary>
    public static async ValueTask<List<Window>> MeasureAsync(Timing timing, AgentOutput output, Func<int, ValueTask<IReadOnlyList<Window>>> play)
    {
        var windows = new List<Window>(timing.MostWindows);
        windows.AddRange(await play(1));
        output.Write(new WindowLine(windows[0]));
        // At once, because each call is a step towards compiling what is called.
        if (timing.MinWindows > 1)
            windows.AddRange(await play(timing.MinWindows - 1));
        while ((windows.Count < timing.MaxWindows && !Precision.IsEnough(windows)) || (windows.Count < timing.MostWindows && IsMoving(windows)))
            windows.AddRange(await play(1));
        return windows;
    }

    /// <summary>So many windows, one after the other.</summary>
    public static async ValueTask<IReadOnlyList<Window>> EachAsync(int count, Func<ValueTask<Window>> window)
    {
        var windows = new Window[count];
        for (var i = 0; i < count; i++)
            windows[i] = await window();
        return windows;
    }

    /// <summary>As <see cref="Sum(IReadOnlyList{Window})"/>, of several windows of each worker, one after the other.</summary>
    public static IReadOnlyList<Window> Sum(IReadOnlyList<IReadOnlyList<Window>> workers) =>
        workers.Count == 1 ? workers[0] : [.. Enumerable.Range(0, workers[0].Count).Select(window => Sum([.. workers.Select(worker => worker[window])]))];

    /// <summary>
    /// Until the level of warm-up is reached again, or <see cref="MostSettling"/> windows have passed. Sampling the counters when measuring begins takes a
    /// few ms, in which spinning threads of a pool fall asleep. Some libraries take 250 ms to be as fast as before.
    /// </summary>
    /// <param name="level">Of warm-up, ns a message.</param>
    /// <param name="windows">Plays so many windows; their messages are charged, and in no other figure.</param>
    /// <returns>How many messages that took.</returns>
    public static async ValueTask<long> SettleAsync(double level, Func<int, ValueTask<IReadOnlyList<Window>>> windows)
    {
        var messages = 0L;
        for (var i = 0; i < MostSettling; i++)
        {
            var last = (await windows(1))[0];
            messages += last.Messages;
            if (last.NsPerMessage <= Settled * level)
                break;
        }

        return messages;
    }

    // What is sorted and compared is compiled for speed in two steps of a hundred calls, with some time between them.
    private static void Practise()
    {
        for (var i = 0; i < Practice; i++)
        {
            _ = Precision.IsEnough(Imagined);
            _ = IsMoving(Imagined);
            var warmUp = new WarmUp(new Timing());
            warmUp.Sample([default]);
            for (var window = 0; window < Imagined.Count; window += WarmUp.SampleEvery)
            {
                warmUp.Add(Imagined[window..(window + WarmUp.SampleEvery)]);
                warmUp.Sample([default]);
            }
        }
    }

    private static bool IsMoving(List<Window> windows) => Stationarity.Doubt(Precision.NsPerMessage(windows), Stationarity.ForFlags) is not null;

    /// <summary>What the workers saw of round trips.</summary>
    public static Measurement Summary(IReadOnlyList<Worker> workers) => new()
    {
        LatencyNs = Sum(workers, worker => worker.Response),
        ServiceTimeNs = Sum(workers, worker => worker.Service),
        SendLatenessNs = Sum(workers, worker => worker.Lateness),
        ForwardNs = Sum(workers, worker => worker.Forward),
        BackNs = Sum(workers, worker => worker.Back),
        BeforeSent = workers.Sum(worker => worker.Response.Negative + worker.Forward.Negative + worker.Back.Negative),
        Sent = workers.Sum(worker => worker.Sent),
        Verified = Verified.Sum(workers.Select(worker => worker.Verified)),
        MessagesPerResponder = workers[0].MessagesPerResponder.Length == 1
            ? []
            : [.. workers[0].MessagesPerResponder.Select((_, responder) => workers.Sum(worker => worker.MessagesPerResponder[responder]))],
    };

    private static Distribution? Sum(IReadOnlyList<Worker> workers, Func<Worker, Delays> delays)
    {
        HistogramBase sum = LatencyHistogram.Create();
        foreach (var worker in workers)
            delays(worker).AddTo(sum);
        return Distribution.Of(sum);
    }
}

/// <summary>Where warm-up came to.</summary>
/// <param name="Missed">What was still missing when the time for it was up; null: nothing.</param>
/// <param name="NsPerMessage">The level that was reached, ns a message.</param>
/// <param name="DeadlineNs">When the time for it is up.</param>
internal readonly record struct WarmedUp(string? Missed, double NsPerMessage, long DeadlineNs);
