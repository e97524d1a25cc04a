using InterContainer.Transports;

namespace InterContainer.Bench.Reporting;

/// <summary>The transports and what they promise, as a table. Pure.</summary>
internal static class TransportTable
{
    public static MarkdownTable Of(IEnumerable<Traits> transports)
    {
        var table = new MarkdownTable(
            "transport",
            "family",
            "delivers",
            "in order",
            "a slow responder",
            "outlives the responder",
            "outlives the service",
            "shares work",
            "fan-out",
            "connects early",
            ">at most",
            "needs");
        foreach (var traits in transports)
        {
            table.Add(
                traits.Name,
                Words.Of(traits.Family),
                Words.Of(traits.Delivery),
                YesNo(traits.Ordered),
                Words.Of(traits.SlowResponder),
                YesNo(traits.SurvivesResponderRestart),
                traits.SurvivesServiceRestart is { } survives ? YesNo(survives) : "-",
                traits.WorkSharing == WorkSharing.None ? "no" : Words.Of(traits.WorkSharing),
                Words.Of(traits.FanOut),
                YesNo(traits.ConnectsBeforeServing),
                Figures.Bytes(traits.MaxPayloadBytes),
                Words.Of(traits.Needs));
        }

        return table;
    }

    private static string YesNo(bool value) => value ? "yes" : "no";
}
