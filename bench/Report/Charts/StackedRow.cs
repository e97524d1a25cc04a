using InterContainer.Bench.Analysis;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using ScottPlot;

namespace InterContainer.Bench.Report.Charts;

/// <summary>
/// A bar of one row that is made of the shares of initiator, responder and service, lighter and darker tones of the family's colour, and its sum in words.
/// </summary>
internal static class StackedRow
{
    private static readonly (string Name, Func<Costs, RoleCost?> Of, double Lighter)[] Roles =
    [
        ("initiator", cost => cost.Initiator, 0.55),
        ("responder", cost => cost.Responder, 0.25),
        ("service", cost => cost.Service, 0),
    ];

    public static void Add(Plot plot, Theme theme, CellResult cell, int row, Func<RoleCost, double> share, Func<double, string> words)
    {
        var at = 0.0;
        foreach (var (_, of, lighter) in Roles)
        {
            if (of(cell.Cost!) is not { } role)
                continue;
            plot.Add.Bar(new Bar
            {
                Position = -row,
                ValueBase = at,
                Value = at + share(role),
                Orientation = Orientation.Horizontal,
                FillColor = Palette.Of(cell.Family).Lighten(lighter),
                LineColor = theme.Background,
                LineWidth = 1,
                Size = 0.6,
            });
            at += share(role);
        }

        var text = plot.Add.Text(words(at) + (cell.IsWholeKnown() ? "" : " and its service's"), at, -row);
        text.LabelFontSize = 12;
        text.LabelFontColor = theme.Text;
        text.LabelAlignment = Alignment.MiddleLeft;
        text.OffsetX = 5;
    }

    /// <summary>Says which part is whose.</summary>
    public static void AddLegend(Plot plot, Theme theme)
    {
        foreach (var (name, _, lighter) in Roles)
            plot.Legend.ManualItems.Add(
                new LegendItem { LabelText = name, MarkerShape = MarkerShape.FilledSquare, MarkerSize = 12, MarkerColor = theme.Faint.Lighten(lighter) });
        plot.ShowLegend(Edge.Right);
    }
}
