using InterContainer.Protocol;

namespace InterContainer.Agent.Measuring;

/// <summary>
/// Cuts the arrivals of a stream into windows that lie back to back from the first message to the last, so that their sum is the rate
/// between those two. The first message starts the clock and is in no window. Pure: time is passed in.
/// </summary>
/// <param name="windowNs">Length of a window, positive.</param>
internal sealed class ArrivalWindows(long windowNs)
{
    private readonly List<Window> _complete = [];
    private long _startNs = -1;
    private long _lastNs;
    private long _messages;

    /// <summary>A message arrived.</summary>
    /// <param name="nowNs">Not before the previous call's.</param>
    public void Add(long nowNs)
    {
        _lastNs = nowNs;
        if (_startNs < 0)
        {
            _startNs = nowNs;
            return;
        }

        _messages++;
        if (nowNs - _startNs < windowNs)
            return;
        _complete.Add(new Window(_messages, nowNs - _startNs));
        (_startNs, _messages) = (nowNs, 0);
    }

    /// <summary>Forgets all: the next message starts the clock.</summary>
    public void Reset()
    {
        _complete.Clear();
        (_startNs, _messages) = (-1, 0);
    }

    /// <summary>The windows so far; what came after the last complete one belongs to it.</summary>
    public IReadOnlyList<Window> ToWindows()
    {
        var rest = new Window(_messages, _lastNs - _startNs);
        if (rest.Messages == 0 || rest.ElapsedNs == 0)
            return [.. _complete];
        return _complete is [.. var head, var last]
            ? [.. head, new Window(last.Messages + rest.Messages, last.ElapsedNs + rest.ElapsedNs)]
            : [rest];
    }
}
