using System.Globalization;

namespace InterContainer.Bench.Formatting;

/// <summary>Figures as people read them: three significant digits and a unit. Invariant culture.</summary>
public static class Figures
{
    private static readonly (double Factor, string Unit)[] Durations = [(1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1, "ns")];
    private static readonly (double Factor, string Unit)[] Sizes = [(1024 * 1024 * 1024, "GiB"), (1024 * 1024, "MiB"), (1024, "KiB"), (1, "B")];
    private static readonly (double Factor, string Unit)[] DecimalSizes = [(1e9, "GB"), (1e6, "MB"), (1e3, "kB"), (1, "B")];
    private static readonly (double Factor, string Unit)[] Rates = [(1e6, "M/s"), (1e3, "k/s"), (1, "/s")];

    /// <param name="ns">Nanoseconds.</param>
    public static string Duration(double ns) => Scaled(ns, Durations);

    /// <param name="bytes">A size.</param>
    public static string Bytes(double bytes) => Scaled(bytes, Sizes);

    /// <param name="perSecond">Messages per second.</param>
    public static string Rate(double perSecond)
    {
        var text = Scaled(perSecond, Rates);
        return text.Replace(" k", "k", StringComparison.Ordinal).Replace(" M", "M", StringComparison.Ordinal).Replace(" /", "/", StringComparison.Ordinal);
    }

    /// <param name="perSecond">Bytes per second.</param>
    public static string BytesPerSecond(double perSecond) => $"{Bytes(perSecond)}/s";

    /// <summary>A power of ten of bytes per second, for axes: 10 MB/s.</summary>
    public static string DecimalBytesPerSecond(double perSecond) => $"{Scaled(perSecond, DecimalSizes)}/s";

    /// <summary>Three significant digits, no exponent: 31.2, 1050, 0.00312.</summary>
    public static string Digits(double value)
    {
        if (value == 0 || !double.IsFinite(value))
            return value.ToString(CultureInfo.InvariantCulture);
        var magnitude = (int)Math.Floor(Math.Log10(Math.Abs(value)));
        var decimals = Math.Clamp(2 - magnitude, 0, 15);
        return Math.Round(value, decimals).ToString($"F{decimals}", CultureInfo.InvariantCulture) is var text && decimals > 0
            ? text.TrimEnd('0').TrimEnd('.')
            : text;
    }

    private static string Scaled(double value, (double Factor, string Unit)[] units)
    {
        // The largest unit in which the rounded figure is at least 1.
        foreach (var (factor, unit) in units)
        {
            if (Math.Abs(value) >= factor * 0.9995)
                return $"{Digits(value / factor)} {unit}";
        }

        return $"{Digits(value)} {units[^1].Unit}";
    }
}
