using InterContainer.Bench.Formatting;
using InterContainer.Transports;

namespace InterContainer.Bench.Report.Tables;

/// <summary>The transports and their guarantees, as a table. Pure.</summary>
internal static class TransportTable
{
    public static MarkdownTable Of(IEnumerable<Traits> transports)
    {
        var table = new MarkdownTable(
            "transport",
            "family",
            "delivers",
            "in order",
            "on overload",
            "survives responder restart",
            "survives service restart",
            "load sharing",
            "fan-out",
            "connects before the responder",
            ">max message",
            "needs");
        foreach (var traits in transports)
        {
            table.Add(
                NameOf(traits),
                EnumText.Of(traits.Family),
                EnumText.Of(traits.Delivery),
                YesNo(traits.Ordered),
                EnumText.Of(traits.OverloadBehaviour),
                YesNo(traits.SurvivesResponderRestart),
                traits.SurvivesServiceRestart is { } survives ? YesNo(survives) : "-",
                traits.LoadSharing == LoadSharing.None ? "no" : EnumText.Of(traits.LoadSharing),
                EnumText.Of(traits.FanOut),
                YesNo(traits.ConnectsBeforeServing),
                Figures.Bytes(traits.MaxPayloadBytes),
                NeedsText.WithService(traits));
        }

        return table;
    }

    /// <summary>With a mark where no test has examined what it guarantees.</summary>
    public static string NameOf(Traits traits) => traits.Unverified is { } why ? $"{traits.Name} ({why})" : traits.Name;

    private static string YesNo(bool value) => value ? "yes" : "no";
}
