using InterContainer.Agent.Contract;

namespace InterContainer.Agent.Measuring;

/// <summary>
/// Decides when warm-up is over: when the mean times a message of the last <see cref="Span"/> windows show no <see cref="Trend"/>.
/// Pure: windows go in, a verdict comes out.
/// </summary>
internal sealed class WarmUp
{
    public const int Span = 16;

    private readonly List<double> _nsPerMessage = [];

    /// <summary>Takes the next window and says whether the windows are steady now.</summary>
    public bool Add(Window window)
    {
        _nsPerMessage.Add(window.NsPerMessage);
        return _nsPerMessage.Count >= Span && Math.Abs(Trend.Z(_nsPerMessage[^Span..])) <= Trend.Likely;
    }
}
