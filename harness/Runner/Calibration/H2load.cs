using System.Globalization;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Results;

namespace InterContainer.Runner.Calibration;

/// <summary>nghttp2's h2load (nghttp2.org/documentation/h2load.1.html), which asks our own responder, as our initiator does.</summary>
internal static class H2load
{
    private const int PayloadBytes = 64;
    private const int InFlight = 32;

    /// <summary>One connection, as many streams at once.</summary>
    public static NativeTool Post { get; } = new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"h2load -c1 -m{InFlight} → http2"),
        Responder = new Cell { Transport = "http2", PayloadBytes = PayloadBytes },
        // The file has as many bytes. The responder gets as warm as it is for ours.
        Client = endpoints => new(string.Create(
            CultureInfo.InvariantCulture,
            $"exec h2load -t1 -c1 -m{InFlight} -D2 --warm-up-time=3 -d /calibration/message http://{endpoints.Host}:{endpoints.Port}/")),
        Quantities = [Quantity.MessagesPerSecond],
        Read = Read,
        Counterparts = [new("http2", Scenario.RoundTrip, PayloadBytes) { InFlight = InFlight }],
    };

    private static Dictionary<Quantity, double> Read(string report) => report.Contains(" 2xx, 0 3xx, 0 4xx, 0 5xx", StringComparison.Ordinal)
        ? new() { [Quantity.MessagesPerSecond] = Report.Number(report, @"finished in [\d.]+m?s, ([\d.]+) req/s") }
        : throw new FormatException("the responder refused requests, or its report lacks the status codes");
}
