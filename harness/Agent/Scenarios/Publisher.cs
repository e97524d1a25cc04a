using InterContainer.Agent.Measuring;
using InterContainer.Agent.Messages;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Scenarios;

/// <summary>
/// The sending end of a fan-out. Over one channel that all subscribers read it sends a message once, and is never answered. Else it sends it to
/// each, one after the other, beginning with another one each time, and asks each for an acknowledgement where it has to know.
/// </summary>
/// <param name="channels">One that all read, or one of each subscriber.</param>
/// <param name="traits">The transport's.</param>
/// <param name="cell">The cell.</param>
/// <param name="watchdog">Told of each message.</param>
/// <param name="clock">The time.</param>
/// <param name="cellNumber">Which of the pair's cells it is, from 0.</param>
internal sealed class Publisher(IReadOnlyList<IInitiator> channels, Traits traits, Cell cell, Watchdog watchdog, IClock clock, int cellNumber = 0)
{
    // Of a channel that answers nothing: what was sent before has gone by then, or nothing would keep up with the rate.
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

    private readonly MessageSource[] _sources = [.. channels.Select(_ => new MessageSource(cell.PayloadBytes, cell: cellNumber))];
    private readonly byte[] _reply = new byte[cell.PayloadBytes];
    private readonly Delays _lateness = new();
    private readonly List<long> _sent = new(Cell.MaxPublished);
    private long _due;
    private int _first;

    private bool IsAnswered => traits.FanOut == FanOut.BySends;

    /// <summary>Tells every subscriber of an edge, or asks it what it has compiled, by a message that is in no figure.</summary>
    /// <returns>What each said; empty where nothing is answered.</returns>
    /// <exception cref="TransportException">A subscriber's word is not the one that was asked for.</exception>
    public async ValueTask<IReadOnlyList<MessageHeader>> TellAsync(Phase phase)
    {
        if (!IsAnswered)
        {
            if (phase == Phase.Sample)
                return [];
            await channels[0].SendAsync(_sources[0].Next(Wants.Nothing, phase), watchdog.Token);
            if (phase == Phase.Begin)
                await Task.Delay(Settling, watchdog.Token);
            return [];
        }

        var words = new MessageHeader[channels.Count];
        for (var i = 0; i < channels.Count; i++)
        {
            var (length, sequence) = await new Acknowledged(channels[i], traits, _sources[i]).AskAsync(phase, _reply, watchdog.Token);
            watchdog.Beat();
            if (!MessageHeader.TryRead(_reply.AsSpan(0, length), out words[i]) || words[i].Sequence != sequence)
                throw new TransportException($"Message {sequence} was answered with what is not its acknowledgement.");
        }

        return words;
    }

    /// <summary>Measuring begins: what warm-up recorded is forgotten.</summary>
    public void Begin()
    {
        _lateness.Reset();
        _sent.Clear();
        _due = 0;
    }

    /// <summary>Sends every message when it is due, or as soon after as the one before is accepted.</summary>
    /// <param name="rate">Messages a second, positive.</param>
    /// <param name="forNs">How long. What is not sent by then is not sent at all.</param>
    /// <param name="phase">Of the messages.</param>
    /// <returns>How many were sent, and in what time.</returns>
    public async ValueTask<Window> FollowAsync(double rate, long forNs, Phase phase)
    {
        var schedule = new ArrivalSchedule(rate, cell.Arrivals);
        var start = clock.NowNs;
        var end = start + forNs;
        var messages = 0;
        for (long due; messages < Cell.MaxPublished && (due = start + schedule.Next()) < end;)
        {
            _due++;
            var now = clock.NowNs;
            if (now >= end)
                continue;
            // Waiting holds its thread, which may be one that has replies to see.
            if (due - now > Worker.LongWaitNs || (due > now && RuntimeMode.IsEventThread))
                await Task.Yield();
            await clock.UntilAsync(due, watchdog.Token);
            var sent = clock.NowNs;
            _lateness.Record(sent - due);
            if (_sent.Count < Cell.MaxPublished)
                _sent.Add(sent);
            await SendAsync(phase, sent);
            messages++;
        }

        if (clock.NowNs < end)
        {
            await Task.Yield();
            await clock.UntilAsync(end, watchdog.Token);
        }

        return new Window(Math.Max(1, messages), clock.NowNs - start);
    }

    /// <summary>What it saw.</summary>
    public Measurement Summary() => new()
    {
        // Of deliveries: each message has to come to each subscriber.
        Sent = _sources.Sum(source => source.Count) * (IsAnswered ? 1 : cell.Subscribers),
        Scheduled = _due,
        SendLatenessNs = _lateness.Summary(),
        Times = MessageTimes.Encode(_sent, 1),
    };

    private async ValueTask SendAsync(Phase phase, long sentNs)
    {
        _first = (_first + 1) % channels.Count;
        for (var i = 0; i < channels.Count; i++)
        {
            var channel = (_first + i) % channels.Count;
            await channels[channel].SendAsync(_sources[channel].Next(Wants.Nothing, phase, sentNs), watchdog.Token);
        }

        watchdog.Beat();
    }
}
