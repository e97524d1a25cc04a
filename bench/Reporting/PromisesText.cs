using InterContainer.Runner.Results;

namespace InterContainer.Bench.Reporting;

/// <summary>What the transports of a run promise. Pure.</summary>
internal static class PromisesText
{
    /// <summary>A row a transport; empty where none says.</summary>
    public static MarkdownTable Table(RunResults run)
    {
        var table = new MarkdownTable("transport", "delivers", "in order", "a slow responder", "outlives the responder", "outlives the service");
        foreach (var (transport, promises) in run.Results.Where(cell => cell.Promises is not null).Select(cell => (cell.Transport, cell.Promises!)).Distinct())
        {
            table.Add(
                transport,
                Words.Of(promises.Delivery),
                promises.Ordered ? "yes" : "no",
                Words.Of(promises.SlowResponder),
                promises.SurvivesResponderRestart ? "yes" : "no",
                promises.SurvivesServiceRestart switch { null => "-", true => "yes", false => "no" });
        }

        return table;
    }
}
