using System.Globalization;
using System.Text.RegularExpressions;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Results;

namespace InterContainer.Runner.Calibration;

/// <summary>wrk with one connection to nginx, which answers a POST of 64 bytes with 64 bytes.</summary>
internal static partial class Wrk
{
    private const int Port = 9000;

    public static NativeTool Post { get; } = new()
    {
        Name = "wrk -c1 → nginx",
        // The port stands in nginx.conf.
        Server = _ => new("exec /usr/sbin/nginx -c /calibration/nginx.conf") { Port = Port },
        Client = endpoints => new(
            string.Create(CultureInfo.InvariantCulture, $"exec wrk -t1 -c1 -d2s --latency -s /calibration/wrk-post.lua http://{endpoints.Host}:{Port}/")),
        Quantities = [Quantity.P50, Quantity.P99],
        Read = report => new Dictionary<Quantity, double> { [Quantity.P50] = Percentile(report, 50), [Quantity.P99] = Percentile(report, 99) },
        Counterparts = [new("http1", Scenario.RoundTrip, 64)],
    };

    private static double Percentile(string report, int percent)
    {
        if (report.Contains("Non-2xx", StringComparison.Ordinal))
            throw new FormatException("the server refused requests");
        var match = Line().Matches(report).FirstOrDefault(line => line.Groups[1].ValueSpan.SequenceEqual(percent.ToString(CultureInfo.InvariantCulture)))
            ?? throw new FormatException($"its report lacks the {percent}th percentile");
        return double.Parse(match.Groups[2].ValueSpan, CultureInfo.InvariantCulture) * match.Groups[3].Value switch { "us" => 1e3, "ms" => 1e6, _ => 1e9 };
    }

    [GeneratedRegex(@"^\s+(\d+)%\s+([\d.]+)(us|ms|s)\s*$", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Line();
}
