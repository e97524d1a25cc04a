using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Scenarios;

/// <summary>One of the requests that a cell has in flight at once, with its own messages, checks and histograms. One call at a time.</summary>
/// <param name="initiator">Its connection, shared by as many as the cell has in flight for each initiator.</param>
/// <param name="number">Its number in the cell, from 0.</param>
/// <param name="cell">The cell.</param>
/// <param name="watchdog">Shared by all of them.</param>
/// <param name="clock">The time.</param>
/// <param name="cellNumber">Which of the pair's cells it is, from 0.</param>
internal sealed class Worker(IInitiator initiator, int number, Cell cell, Watchdog watchdog, IClock clock, int cellNumber = 0)
{
    /// <summary>Before a wait that is longer an initiator gives its thread back.</summary>
    public const long LongWaitNs = 1_000_000;

    private readonly MessageSource _source = new(cell.PayloadBytes, (ushort)number, cellNumber);
    private readonly Verifier _verifier = new(cell.PayloadBytes, number);
    private readonly byte[] _reply = new byte[cell.PayloadBytes];

    /// <summary>From the intended time to the whole reply; in a closed loop, and after a silence, the intended time is that of sending.</summary>
    public Delays Response { get; } = new();

    /// <summary>Under load, from the intended time to that of sending, of what was sent.</summary>
    public Delays Lateness { get; } = new();

    /// <summary>Under load, from the time of sending to the whole reply.</summary>
    public Delays Service { get; } = new();

    public Delays Forward { get; } = new();

    public Delays Back { get; } = new();

    /// <summary>How many measured messages each responder answered.</summary>
    public long[] MessagesPerResponder { get; } = new long[cell.Responders];

    public long Sent => _source.Count;

    public Verified Verified => _verifier.Summary();

    /// <summary>How many messages a schedule had.</summary>
    public long Scheduled { get; private set; }

    /// <summary>Tells a responder of an edge, or asks it what it has compiled, by a message that is verified like any other and in no figure.</summary>
    /// <returns>The reply's header; null where that cannot be read.</returns>
    public async ValueTask<MessageHeader?> MarkAsync(Phase phase)
    {
        var length = await initiator.ExchangeAsync(_source.Next(Wants.Echo, phase), _reply, watchdog.Token);
        watchdog.Beat();
        return _verifier.Verify(_reply.AsSpan(0, length), out var header) ? header : null;
    }

    /// <summary>Measuring begins: what warm-up recorded is forgotten.</summary>
    public void Begin()
    {
        foreach (var delays in new[] { Response, Lateness, Service, Forward, Back })
            delays.Reset();
        Array.Clear(MessagesPerResponder);
        Scheduled = 0;
    }

    /// <summary>Closed loop, for so many windows, one after the other; at least one message each.</summary>
    public async ValueTask<IReadOnlyList<Window>> ExchangeForAsync(long windowNs, int count, bool measured)
    {
        var windows = new Window[count];
        var (messages, window) = (0, 0);
        var start = clock.NowNs;
        while (window < count)
        {
            var request = _source.Next(Wants.Echo, measured ? Phase.Measured : Phase.WarmUp, start);
            var sent = clock.NowNs;
            var length = await initiator.ExchangeAsync(request, _reply, watchdog.Token);
            var end = clock.NowNs;
            Take(length, sent, sent, end);
            messages++;
            if (end - start < windowNs)
                continue;
            windows[window++] = new Window(messages, end - start);
            (messages, start) = (0, end);
        }

        return windows;
    }

    /// <summary>Open loop: every message when it is due, or as soon after as the one before has its reply.</summary>
    /// <param name="schedule">When they are due.</param>
    /// <param name="startNs">When the schedule begins.</param>
    /// <param name="endNs">What is not sent by then is not sent at all, so that no backlog outlives the cell.</param>
    /// <param name="phase">
    /// Where this is measured, what was not sent by the end counts as due, and its response time as what it had waited by then: it took at least that.
    /// </param>
    /// <param name="completed">Told the time of each reply.</param>
    /// <param name="pauseNs">
    /// No message is sent sooner than this after the reply before it: for warm-up, whose schedule nothing can hold; 0: the schedule alone decides.
    /// </param>
    /// <returns>How many were answered, and in what time.</returns>
    public async ValueTask<Window> FollowAsync(ArrivalSchedule schedule, long startNs, long endNs, Phase phase, Action<long> completed, long pauseNs = 0)
    {
        var (messages, end) = (0L, startNs);
        for (long due; (due = pauseNs == 0 ? startNs + schedule.Next() : clock.NowNs + pauseNs) < endNs;)
        {
            Scheduled++;
            var now = clock.NowNs;
            if (now >= endNs)
            {
                if (phase == Phase.WarmUp)
                    break;
                Response.Record(endNs - due);
                continue;
            }

            // Waiting holds its thread. An event thread would hold up the replies of other initiators, the one that receives those of other requests, and a
            // library's what it has still to do for the last reply: acknowledge it. Where there is hardly time to wait, changing to another thread would come
            // too late.
            if ((due - now > LongWaitNs && !cell.SenderSpins) || (due > now && (cell.InFlight > 1 || (cell.Initiators > 1 && RuntimeMode.IsEventThread))))
                await Task.Yield();
            if (cell.SenderSpins)
                SpinUntil(due);
            else
                await clock.UntilAsync(due, watchdog.Token);
            var request = _source.Next(Wants.Echo, phase, due);
            var sent = clock.NowNs;
            Lateness.Record(sent - due);
            var length = await initiator.ExchangeAsync(request, _reply, watchdog.Token);
            end = clock.NowNs;
            Take(length, due, sent, end);
            completed(end);
            messages++;
        }

        return new Window(messages, end - startNs);
    }

    /// <summary>Silence, then one message; again and again. Latency is from the time of sending: what the sender took to wake up is in no figure.</summary>
    /// <param name="silenceNs">Before each message.</param>
    /// <param name="isOver">Whether that was all, of the number of messages and the time, ns, since the beginning; asked after each message.</param>
    /// <param name="measured">Whether this is measured.</param>
    public async ValueTask<Window> WakeAsync(long silenceNs, Func<long, long, bool> isOver, bool measured)
    {
        var start = clock.NowNs;
        for (var (messages, end) = (0L, start); ;)
        {
            await clock.RestUntilAsync(end + silenceNs, watchdog.Token);
            var request = _source.Next(Wants.Echo, measured ? Phase.Measured : Phase.WarmUp, end);
            var sent = clock.NowNs;
            var length = await initiator.ExchangeAsync(request, _reply, watchdog.Token);
            end = clock.NowNs;
            Take(length, sent, sent, end);
            messages++;
            if (isOver(messages, end - start))
                return new Window(messages, end - start);
        }
    }

    private void SpinUntil(long due)
    {
        while (clock.NowNs < due)
        {
            watchdog.Token.ThrowIfCancellationRequested();
            Thread.SpinWait(5);
        }
    }

    // Warm-up goes the same way, so that nothing of it is cold when measuring begins.
    private void Take(int length, long intended, long sent, long end)
    {
        watchdog.Beat();
        if (!_verifier.Verify(_reply.AsSpan(0, length), out var header))
            return;
        Response.Record(end - intended);
        if (cell.Scenario == Scenario.Load)
            Service.Record(end - sent);
        Forward.Record(header.TimeNs - sent);
        Back.Record(end - header.TimeNs);
        if (header.Responder < MessagesPerResponder.Length)
            MessagesPerResponder[header.Responder]++;
    }
}
