using InterContainer.Bench.Analysis.Advising;
using InterContainer.Bench.Formatting;

namespace InterContainer.Bench.Report.Advising;

/// <summary>A question in one line. Pure.</summary>
internal static class QuestionText
{
    public static string Of(Requirements asked) => string.Join(", ", Parts(asked));

    private static IEnumerable<string> Parts(Requirements asked)
    {
        yield return $"{Figures.Bytes(asked.PayloadBytes)} {(asked.OneWay ? "one way" : "round trip")}";
        if (asked.Rate is { } rate)
            yield return $"{Figures.Rate(rate)}";
        if (asked.P50Ns is { } p50)
            yield return $"p50 ≤ {Figures.Duration(p50)}";
        if (asked.P99Ns is { } p99)
            yield return $"p99 ≤ {Figures.Duration(p99)}";
        if (asked.MaxCores is { } cores)
            yield return $"at most {Figures.Digits(cores)} cores";
        if (asked.IdleCores is { } idle)
            yield return $"at most {Figures.Digits(idle)} cores idle";
        if (asked.Durability is { } durability)
            yield return $"durable: {durability}";
        if (asked.Ordered)
            yield return "in order";
        if (asked.ExactlyOnce)
            yield return "exactly once";
        if (asked.SurvivesResponderRestart)
            yield return "survives a restart of the responder";
        if (asked.SurvivesServiceRestart)
            yield return "survives a restart of the service";
        if (asked.NoService)
            yield return "no service";
        else if (asked.NoBroker)
            yield return "no broker";
        if (asked.Families.Count > 0)
            yield return $"of {string.Join(" or ", asked.Families.Select(EnumText.Of))}";
    }
}
