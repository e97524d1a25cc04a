using InterContainer.Bench.Formatting;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Tables;

/// <summary>What the transports of a run guarantee. Pure.</summary>
internal static class GuaranteesText
{
    /// <summary>A row a transport; empty where none says.</summary>
    public static MarkdownTable Table(RunResults run)
    {
        var table = new MarkdownTable("transport", "delivers", "in order", "on overload", "survives responder restart", "survives service restart");
        var known = run.Results.Where(cell => cell.Guarantees is not null).Select(cell => (cell.Transport, cell.Guarantees!)).Distinct();
        foreach (var (transport, guarantees) in known)
        {
            table.Add(
                transport,
                EnumText.Of(guarantees.Delivery),
                guarantees.Ordered ? "yes" : "no",
                EnumText.Of(guarantees.OverloadBehaviour),
                guarantees.SurvivesResponderRestart ? "yes" : "no",
                guarantees.SurvivesServiceRestart switch { null => "-", true => "yes", false => "no" });
        }

        return table;
    }
}
