using InterContainer.Bench.Analysis;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using ScottPlot;

namespace InterContainer.Bench.Report.Charts;

/// <summary>What arrived of a stream, a bar a transport, on a logarithmic axis: messages a second, or bytes a second where messages are large.</summary>
internal static class ThroughputChart
{
    private const int Large = 16 * 1024;

    /// <summary>Null where no cell of that payload was measured.</summary>
    public static Chart? Draw(RunResults run, Theme theme, int payloadBytes)
    {
        var inBytes = payloadBytes >= Large;
        double Value(CellResult cell) => inBytes ? cell.Throughput!.BytesPerSecond : cell.Throughput!.MessagesPerSecond;
        string Words(double value) => inBytes ? Figures.BytesPerSecond(value) : Figures.Rate(value);

        var cells = run.Plain(Scenario.Stream).Where(cell => cell.PayloadBytes == payloadBytes).ToList();
        var measured = cells.Where(cell => cell.IsTrusted()).Select(Value).ToList();
        if (measured.Count == 0)
            return null;
        var plot = ChartLayout.Create($"Throughput one way, {Figures.Bytes(payloadBytes)} messages", run, theme);
        // Bars of a logarithmic axis start at the decade below the smallest; only their ends mean something.
        var (low, high) = (Math.Pow(10, Math.Floor(LogAxis.At(measured.Min() / 2))), measured.Max() * 6);
        var uncertainty = new Uncertainty(run);
        for (var row = 0; row < cells.Count; row++)
        {
            if (!cells[row].IsTrusted())
            {
                ChartLayout.Missing(plot, theme, cells[row], LogAxis.At(low) + 0.03, row);
                continue;
            }

            var value = Value(cells[row]);
            plot.Add.Bar(new Bar
            {
                Position = -row,
                ValueBase = LogAxis.At(low),
                Value = LogAxis.At(value),
                Orientation = Orientation.Horizontal,
                FillColor = Palette.Of(cells[row].Family),
                LineWidth = 0,
                Size = 0.6,
            });
            ChartStyle.AddUncertainty(plot, theme, value, uncertainty.Of(cells[row], Quantity.MessagesPerSecond), -row - ChartStyle.Below);
            var text = plot.Add.Text(Words(value), LogAxis.At(value), -row);
            text.LabelFontSize = 12;
            text.LabelFontColor = theme.Text;
            text.LabelAlignment = Alignment.MiddleLeft;
            text.OffsetX = 5;
        }

        if (cells.Exists(cell => uncertainty.Of(cell, Quantity.MessagesPerSecond) is not null))
        {
            plot.Legend.ManualItems.Add(ChartStyle.UncertaintyItem(theme));
            plot.ShowLegend(Edge.Right);
        }

        ChartLayout.NameRows(
            plot,
            theme,
            [.. cells.Select(cell => CellText.UnderWay(cell) is { } underWay ? $"{cell.Transport} ({underWay})" : cell.Transport)]);
        ChartLayout.NameValues(plot, theme, $"{(inBytes ? "payload" : "messages")} per second (logarithmic; more is better)");
        LogAxis.Use(plot.Axes.Bottom, low, high, decade => inBytes ? Figures.DecimalBytesPerSecond(decade) : Figures.Rate(decade));
        plot.Axes.SetLimitsX(LogAxis.At(low), LogAxis.At(high));
        return new Chart($"throughput-{payloadBytes}", $"Throughput by transport, {Figures.Bytes(payloadBytes)}", plot, ChartLayout.HeightOf(cells.Count));
    }
}
