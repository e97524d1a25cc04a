using InterContainer.Agent.Contract;
using InterContainer.Transports;

namespace InterContainer.Runner.Planning;

/// <summary>A ready plan: which transports with which options, doing what, where nobody asks for others.</summary>
/// <param name="Name">As people write it.</param>
/// <param name="Summary">The question it answers, in one line.</param>
/// <param name="Transports">Picks from a catalogue.</param>
/// <param name="Scenarios">In the order of the tables.</param>
/// <param name="Payloads">Bytes; null: the effort's.</param>
public sealed record Suite(
    string Name,
    string Summary,
    Func<Catalogue, IReadOnlyList<TransportChoice>> Transports,
    IReadOnlyList<Scenario> Scenarios,
    IReadOnlyList<int>? Payloads)
{
    private const string IntervalOption = "interval";
    private static readonly string[] Intervals = ["0ms", "1ms", "10ms", "100ms"];

    /// <summary>Every transport as it comes.</summary>
    public static Suite Default { get; } = new(
        "default",
        "every transport with its defaults",
        catalogue => [.. catalogue.Transports.Select(transport => TransportChoice.Parse(transport.Traits.Name, catalogue))],
        Enum.GetValues<Scenario>(),
        null);

    /// <summary>Every transport that polls, from without a pause to every 100 ms.</summary>
    public static Suite Polling { get; } = new(
        "polling",
        "what a poll interval of 0, 1, 10 and 100 ms does to latency, and what it costs",
        catalogue =>
        [
            .. catalogue.Transports
                .Where(transport => transport.Traits.Options.Any(option => option.Name == IntervalOption))
                .SelectMany(transport => Intervals.Select(interval => TransportChoice.Parse($"{transport.Traits.Name}:{IntervalOption}={interval}", catalogue))),
        ],
        [Scenario.RoundTrip],
        [64]);

    public static IReadOnlyList<Suite> All { get; } = [Default, Polling];
}
