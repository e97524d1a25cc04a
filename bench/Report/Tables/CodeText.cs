using System.Globalization;
using InterContainer.Bench.Analysis.Sources;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Tables;

/// <summary>How much is written for each transport, as a table. Pure.</summary>
internal static class CodeText
{
    /// <summary>A row a transport of the run; a plug-in's is not known. Empty for a run without round trips.</summary>
    public static MarkdownTable Table(RunResults run) => Of(run.Results
        .Where(cell => cell.Scenario == Protocol.Scenario.RoundTrip)
        .Select(cell => Name(cell.Transport))
        .Distinct());

    public static MarkdownTable Of(IEnumerable<string> transports)
    {
        var table = new MarkdownTable("transport", ">lines of its own file", ">concepts in it", ">files in all", ">lines in all", ">concepts in all");
        foreach (var transport in transports)
        {
            if (TransportCode.Of(transport) is { } code)
                table.Add(
                    transport, Number(code.Own.Lines), Number(code.Own.Concepts),
                    Number(code.Whole.Files), Number(code.Whole.Lines), Number(code.Whole.Concepts));
            else
                table.Add(transport, "not known", "", "", "", "");
        }

        return table;
    }

    // Without the options.
    private static string Name(string transport) => transport.Split(':')[0];

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
