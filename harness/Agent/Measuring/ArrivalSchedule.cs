using InterContainer.Protocol;

namespace InterContainer.Agent.Measuring;

/// <summary>When messages are due, as a function of their number alone: what has happened to the earlier ones changes nothing. Pure.</summary>
internal sealed class ArrivalSchedule
{
    private readonly double _intervalNs;
    private readonly Random? _random;
    private readonly double _offsetNs;
    private double _dueNs;
    private long _number;

    /// <param name="rate">Messages a second, positive.</param>
    /// <param name="arrivals">Evenly spaced, or as of many independent senders.</param>
    /// <param name="worker">Which of the workers that share the rate, from 0.</param>
    /// <param name="workers">How many share it: each has its part, and evenly spaced ones take turns.</param>
    public ArrivalSchedule(double rate, Arrivals arrivals, int worker = 0, int workers = 1)
    {
        _intervalNs = 1e9 / rate * workers;
        if (arrivals == Arrivals.Poisson)
            // The same every time: two runs, and two transports, meet the same load.
            _random = new Random(worker + 1);
        else
            _offsetNs = _intervalNs * worker / workers;
    }

    /// <summary>The next message's time after the start, ns.</summary>
    public long Next()
    {
        if (_random is null)
            return (long)Math.Round(_offsetNs + (_number++ * _intervalNs));
        // The time between arrivals is exponential: inverse of its distribution at a uniform variate.
#pragma warning disable CA5394 // No secret: it has to be the same every time.
        _dueNs -= _intervalNs * Math.Log(1 - _random.NextDouble());
#pragma warning restore CA5394
        return (long)_dueNs;
    }
}
