using System.Globalization;
using System.Text.RegularExpressions;
using InterContainer.Protocol;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Commands;

/// <summary>Reads the values of options; each mistake says the flag, the value and what is accepted.</summary>
internal static partial class Values
{
    private const int MinRate = 1;
    private const int MaxRate = 10_000_000;
    private const int MaxPayload = 64 * 1024 * 1024;

    private const int MaxRounds = 100;

    // What an agent says of a cell has a line for each of its windows, and the test for a trend takes the square of their number.
    private static readonly TimeSpan LongestDuration = TimeSpan.FromMinutes(10);

    private const long MinMemory = 16 * 1024 * 1024;

    private static readonly (string Unit, int Bytes)[] Units = [("GiB", 1024 * 1024 * 1024), ("KiB", 1024), ("MiB", 1024 * 1024), ("B", 1), ("", 1)];

    public static IReadOnlyList<TransportChoice> Transports(string text, Catalogue catalogue) =>
        [.. SplitTransports(text).Select(name => TransportChoice.Parse(name, catalogue)).DistinctBy(choice => choice.Text)];

    /// <summary>Names with options. A part that is an option alone belongs to the transport before it.</summary>
    public static IReadOnlyList<string> SplitTransports(string text)
    {
        var names = new List<string>();
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (names.Count > 0 && part.Contains('=', StringComparison.Ordinal) && !part.Contains(':', StringComparison.Ordinal))
                names[^1] += $",{part}";
            else
                names.Add(part);
        }

        return names;
    }

    public static IReadOnlyList<Scenario> Scenarios(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries).Select(Scenario).Distinct()];

    public static IReadOnlyList<int> Payloads(string text) =>
        [.. text.Split(',', StringSplitOptions.TrimEntries).Select(Payload).Distinct().Order()];

    public static IReadOnlyList<int> Initiators(string text) => Numbers("--initiators", text, Cell.MaxInitiators);

    public static IReadOnlyList<int> InFlight(string text) => Numbers("--in-flight", text, Cell.MaxInFlight);

    public static IReadOnlyList<int> Responders(string text) => Numbers("--responders", text, Cell.MaxResponders);

    public static IReadOnlyList<int> Subscribers(string text) => Numbers("--subscribers", text, Cell.MaxSubscribers);

    private static IReadOnlyList<int> Numbers(string flag, string text, int most) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries)
            .Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= most
                ? number
                : throw new UsageException($"{flag} {part}: accepted are whole numbers from 1 to {most}."))
            .Distinct().Order(),
    ];

    public static uint Seed(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
        ? seed
        : throw new UsageException($"--seed {text}: accepted are whole numbers from 0 to {uint.MaxValue}.");

    public static int Rounds(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) && rounds is >= 1 and <= MaxRounds
            ? rounds
            : throw new UsageException($"--rounds {text}: accepted are whole numbers from 1 to {MaxRounds}.");

    /// <summary>Of <c>--duration</c> and its like.</summary>
    /// <param name="flag">As it is typed.</param>
    /// <param name="text">Its value.</param>
    /// <param name="leastMs">Whole ms.</param>
    public static TimeSpan Duration(string flag, string text, int leastMs) => Duration(flag, text, leastMs, LongestDuration);

    public static IReadOnlyList<int> Silences(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries)
            .Select(part => (int)Duration("--silence", part, 1, TimeSpan.FromMilliseconds(Cell.MaxSilenceMs)).TotalMilliseconds)
            .Distinct().Order(),
    ];

    private static TimeSpan Duration(string flag, string text, int leastMs, TimeSpan most)
    {
        try
        {
            return TransportOption.ParseDuration(text) is var duration && duration.TotalMilliseconds >= leastMs && duration <= most
                ? duration
                : throw NotAccepted();
        }
        catch (FormatException)
        {
            throw NotAccepted();
        }

        UsageException NotAccepted() => new($"{flag} {text}: accepted are times from {leastMs}ms to {most.TotalSeconds:0}s, written 500ms or 10s.");
    }

    public static IReadOnlyList<double> Rates(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries)
            .Select(part => double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate)
                && rate is >= MinRate and <= MaxRate
                ? rate
                : throw new UsageException($"--rate {part}: accepted are messages a second from {MinRate} to {MaxRate}."))
            .Distinct().Order(),
    ];

    public static IReadOnlyList<double?> Cpus(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries)
            .Select(part => double.TryParse(part, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var cpus) && cpus is >= 0.01 and <= 1024
                ? cpus
                : throw new UsageException($"--cpus {part}: accepted are processors, or parts of one, from 0.01 to 1024."))
            .Distinct().Order().Select(cpus => (double?)cpus),
    ];

    public static IReadOnlyList<long?> Memory(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries)
            .Select(part => Size(part) is >= MinMemory and var bytes
                ? bytes
                : throw new UsageException(
                    $"--memory {part}: accepted are sizes from 16MiB (what an engine grants, and a runtime starts in), written 64MiB or 1GiB."))
            .Distinct().Order().Select(bytes => (long?)bytes),
    ];

    /// <summary>As conditions have them; null: the default.</summary>
    public static IReadOnlyList<string?> Networks(string text)
    {
        try
        {
            return [.. SplitTransports(text).Select(name => NetworkChoice.Parse(name).Condition).Distinct()];
        }
        catch (TransportException e)
        {
            throw new UsageException($"--network {text}: {e.Message}");
        }
    }

    /// <inheritdoc cref="Networks"/>
    public static IReadOnlyList<string?> Volumes(string text) => Named("--volume", text, VolumeCatalogue.Names, VolumeCatalogue.Default);

    /// <inheritdoc cref="Networks"/>
    public static IReadOnlyList<string?> Placements(string text) => Named("--placement", text, Placement.All, Placement.SameNode);

    /// <inheritdoc cref="Networks"/>
    public static IReadOnlyList<string?> Ways(string text) => Named("--via", text, Placement.Ways, Placement.PodIP);

    /// <summary>One node for all, or one for responders and services and another for the initiator.</summary>
    public static (string? Server, string? Client) Nodes(string text) => text.Split(',', StringSplitOptions.TrimEntries) switch
    {
        [var server] when NodeName().IsMatch(server) => (server, null),
        [var server, var client] when NodeName().IsMatch(server) && NodeName().IsMatch(client) => (server, client),
        _ => throw new UsageException(
            $"--node {text}: accepted are one name of a node or two, A,B: responders and services on A, the initiator on B; kubectl get nodes lists them."),
    };

    private static IReadOnlyList<string?> Named(string flag, string text, IReadOnlyList<string> names, string ordinary) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries)
            .Select(name => !names.Contains(name)
                ? throw new UsageException($"{flag} {name}: accepted are {string.Join(", ", names)}.")
                : name == ordinary ? null : name)
            .Distinct(),
    ];

    /// <summary>Names of runtimes; which there are is the engine's to say.</summary>
    public static IReadOnlyList<string?> Runtimes(string text) =>
    [
        .. text.Split(',', StringSplitOptions.TrimEntries)
            .Select(name => RuntimeName().IsMatch(name)
                ? name
                : throw new UsageException($"--runtime {name}: accepted are the engine's names of runtimes, such as runc; docker info lists them."))
            .Distinct(),
    ];

    public static Arrivals Arrivals(string text) => text switch
    {
        "constant" => Protocol.Arrivals.Constant,
        "poisson" => Protocol.Arrivals.Poisson,
        _ => throw new UsageException($"--arrivals {text}: accepted are constant, poisson."),
    };

    public static Isolation? Isolation(string text) => text switch
    {
        "auto" => null,
        "container" => Runner.Results.Isolation.Container,
        "process" => Runner.Results.Isolation.Process,
        "kubernetes" => Runner.Results.Isolation.Kubernetes,
        _ => throw new UsageException($"--isolation {text}: accepted are auto, container, process, kubernetes."),
    };

    public static Suite Suite(string text) =>
        Runner.Planning.Suite.All.FirstOrDefault(suite => suite.Name == text)
        ?? throw new UsageException($"--suite {text}: accepted are {string.Join(", ", Runner.Planning.Suite.All.Select(suite => suite.Name))}.");

    private static Scenario Scenario(string text) => text switch
    {
        "round-trip" => Protocol.Scenario.RoundTrip,
        "stream" => Protocol.Scenario.Stream,
        "load" => Protocol.Scenario.Load,
        "connect" => Protocol.Scenario.Connect,
        "idle" => Protocol.Scenario.Idle,
        "wake" => Protocol.Scenario.Wake,
        "fan-out" => Protocol.Scenario.FanOut,
        _ => throw new UsageException($"--scenario {text}: accepted are round-trip, stream, load, connect, idle, wake, fan-out."),
    };

    private static int Payload(string text) => Size(text) is >= Cell.MinPayloadBytes and <= MaxPayload and var bytes
        ? (int)bytes
        : throw new UsageException(
            $"--payload {text}: accepted are sizes from {Cell.MinPayloadBytes} B (the room for sequence, time and check bytes) to 64MiB, "
                + $"written 64, 1KiB or 1MiB.");

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex NodeName();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_.+-]{0,99}$")]
    private static partial Regex RuntimeName();

    private static long? Size(string text)
    {
        var (unit, bytes) = Units.First(unit => text.EndsWith(unit.Unit, StringComparison.OrdinalIgnoreCase));
        return int.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (long)number * bytes
            : null;
    }
}
