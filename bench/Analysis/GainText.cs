using InterContainer.Bench.Formatting;
using InterContainer.Bench.Statistics;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Analysis;

/// <summary>What more of a resource brought, in words. Pure.</summary>
internal static class GainText
{
    /// <summary>As <c>2.5× (2.3 to 2.7)</c>, and whether it is more than can be.</summary>
    public static string Of(Gain gain)
    {
        var interval = gain is { Low: { } low, High: { } high } ? $" ({Figures.Digits(low)} to {Figures.Digits(high)})" : "";
        return $"{Figures.Digits(gain.Ratio)}×{interval}{(gain.IsSuperlinear ? $", {Gain.Superlinear}" : "")}";
    }

    /// <summary>The gains by more responders that are more than these can give, a line each.</summary>
    public static IEnumerable<string> ScaledOut(RunResults run) =>
        Lines(run, Curves.ByResponders(run).Select(curve => curve.ToList()), cell => cell.Responders, "responders");

    /// <summary>The same by more processors.</summary>
    public static IEnumerable<string> ScaledUp(RunResults run) =>
        Lines(run, Curves.ByProcessors(run).Select(curve => curve.ToList()), cell => cell.Conditions.Cpus!.Value, "processors");

    private static IEnumerable<string> Lines(RunResults run, IEnumerable<List<CellResult>> curves, Func<CellResult, double> resource, string name)
    {
        var uncertainty = new Uncertainty(run);
        return
            from curve in curves
            let cells = curve.Where(cell => cell.Status == Status.Ok).ToList()
            where cells.Count > 1
            from cell in cells.Skip(1)
            let gain = Gain.Of(cells[0], cell, uncertainty, resource(cell) / resource(cells[0]))
            where gain is { IsSuperlinear: true }
            select $"{Gain.Superlinear}: {CellText.Name(cell)} carries {Of(gain)}, from {Figures.Digits(gain.Resources)}× the {name}: more than they can give, "
                + "so something else slowed the smaller one down (it was not in its steady state, or was throttled); measure both again, with more rounds";
    }
}
