using InterContainer.Transports;
using ScottPlot;

namespace InterContainer.Bench.Report.Charts;

/// <summary>A colour per family, the same in every chart, distinct for colour-blind readers: Okabe and Ito, "Color Universal Design", 2008.</summary>
internal static class Palette
{
    public static Color Of(Family family) => Color.FromHex(family switch
    {
        Family.Sockets => "#0072B2",
        Family.Filesystem => "#E69F00",
        Family.Database => "#009E73",
        Family.Http => "#D55E00",
        Family.Mqtt => "#CC79A7",
        Family.Broker => "#56B4E9",
        Family.Baseline => "#7F7F7F",
        _ => "#000000",
    });
}
