using InterContainer.Agent.Contract;

namespace InterContainer.Agent.Measuring;

/// <summary>
/// Decides when warm-up is over: when the median time a message of the last <see cref="Span"/> windows differs by at most
/// <see cref="Tolerance"/> from that of the <see cref="Span"/> windows before them. Pure: windows go in, a verdict comes out.
/// </summary>
internal sealed class WarmUp
{
    public const int Span = 5;
    public const double Tolerance = 0.03;

    private readonly List<double> _nsPerMessage = [];

    /// <summary>Takes the next window and says whether the windows are steady now.</summary>
    public bool Add(Window window)
    {
        _nsPerMessage.Add((double)window.ElapsedNs / window.Messages);
        if (_nsPerMessage.Count < 2 * Span)
            return false;
        var last = Median(_nsPerMessage[^Span..]);
        var before = Median(_nsPerMessage[^(2 * Span)..^Span]);
        return Math.Abs(last - before) <= Tolerance * before;
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Span / 2);
}
