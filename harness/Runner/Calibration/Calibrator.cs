using InterContainer.Protocol;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Runner.Calibration;

/// <summary>Runs native tools and our cells in turn, in pairs of the same kind: the same engine, network, limits and payload.</summary>
/// <param name="launcher">Where.</param>
/// <param name="profile">Rounds, and how long our cells take.</param>
/// <param name="seed">The order is made from it: tools in each round, and of each what is measured.</param>
public sealed class Calibrator(ContainerLauncher launcher, RunProfile profile, uint seed) : IAsyncDisposable
{
    private readonly SplitMix64 _random = new(seed);
    private readonly CellRunner _cells = new(launcher, profile.LongestCell);
    private readonly Dictionary<(NativeTool, Counterpart, string?), List<CalibrationRow>> _rows = [];

    /// <summary>Networks on which the tools that compare them run, by conditions' names; null: the pair's own bridge, on which all tools run.</summary>
    public IReadOnlyList<string?> Networks { get; init; } = [null];

    /// <summary>Told a line about everything that was measured.</summary>
    public Action<string, CellResult?> Finished { get; init; } = (_, _) => { };

    /// <summary>Told everything so far, whenever there is more: a row for each figure, also where measuring failed.</summary>
    public Action<IReadOnlyList<CalibrationRow>> Kept { get; init; } = _ => { };

    /// <summary>The transports that have a counterpart among the tools.</summary>
    public static IReadOnlyList<string> Transports { get; } =
        [.. NativeTools.All.SelectMany(tool => tool.Counterparts).Select(counterpart => NameOf(counterpart)).Distinct()];

    /// <summary>What those do.</summary>
    public static IReadOnlyList<Scenario> Scenarios { get; } =
        [.. NativeTools.All.SelectMany(tool => tool.Counterparts).Select(counterpart => counterpart.Scenario).Distinct()];

    /// <summary>Whether a tool does one of the scenarios as one of the transports.</summary>
    public static bool HasTool(IReadOnlyCollection<string> transports, IReadOnlyCollection<Scenario> scenarios) =>
        NativeTools.All.Any(tool => Counterparts(tool, transports, scenarios).Any());

    /// <summary>Measures, or ends early without a word when interrupted.</summary>
    /// <param name="transports">Names of transports; those of <see cref="Transports"/> among them are measured.</param>
    /// <param name="scenarios">Those of <see cref="Scenarios"/> among them are measured.</param>
    /// <param name="cancellationToken">Ends it early.</param>
    public async Task ExecuteAsync(IReadOnlyCollection<string> transports, IReadOnlyCollection<Scenario> scenarios, CancellationToken cancellationToken)
    {
        for (var round = 1; round <= profile.Rounds; round++)
        {
            foreach (var (tool, network) in _random.Shuffle(Work))
            {
                var counterparts = Counterparts(tool, transports, scenarios).ToList();
                if (counterparts.Count == 0)
                    continue;
                try
                {
                    if (await IsHereAsync(network, cancellationToken))
                        await PlayAsync(tool, counterparts, new Conditions { Network = network }, round, cancellationToken);
                }
                catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
                {
                    return;
                }

                Kept([.. _rows.Values.SelectMany(rows => rows)]);
            }
        }
    }

    /// <summary>Returns when the last pair is gone.</summary>
    public ValueTask DisposeAsync() => _cells.DisposeAsync();

    private IReadOnlyList<(NativeTool Tool, string? Network)> Work =>
        [.. NativeTools.All.SelectMany(tool => Networks.Where(network => network is null || tool.ComparesNetworks).Select(network => (tool, network)))];

    // Where a network cannot be had, the cells of the run say why.
    private async Task<bool> IsHereAsync(string? network, CancellationToken cancellationToken)
    {
        var (traits, conditions) = (NetworkTrial.Traits, new Conditions { Network = network });
        return network is null
            || (launcher.UnsupportedReason(traits, conditions, responders: 1) is null
                && await launcher.TryAsync(traits, conditions, cancellationToken) is null);
    }

    private async Task PlayAsync(
        NativeTool tool, IReadOnlyList<Counterpart> counterparts, Conditions conditions, int round, CancellationToken cancellationToken)
    {
        (IReadOnlyDictionary<Quantity, double>? Figures, string? Trouble) native = default;
        Dictionary<Counterpart, CellResult> suite = [];
        List<Func<Task>> steps =
        [
            async () => native = await MeasureAsync(tool, conditions, cancellationToken),
            .. counterparts.Select(counterpart =>
                (Func<Task>)(async () => suite[counterpart] = await MeasureAsync(counterpart, conditions, round, cancellationToken))),
        ];
        foreach (var step in _random.Shuffle(steps))
            await step();
        foreach (var counterpart in counterparts)
            Keep(tool, counterpart, conditions.Network, suite[counterpart], native.Figures, native.Trouble);
    }

    private async Task<CellResult> MeasureAsync(Counterpart counterpart, Conditions conditions, int round, CancellationToken cancellationToken)
    {
        var choice = TransportChoice.Parse(counterpart.Transport, Catalogue.BuiltIn);
        var cell = new Cell
        {
            Transport = choice.Text,
            Scenario = counterpart.Scenario,
            PayloadBytes = counterpart.PayloadBytes,
            InFlight = counterpart.InFlight,
            OfferedRate = counterpart.OfferedRate,
            SenderSpins = counterpart.SenderSpins,
            Timing = counterpart.OfferedRate is null
                ? profile.Timing
                : (profile with { LoadMessages = Sockperf.LoadMessages }).TimingWithin(Conditions.Default, counterpart.OfferedRate),
        };
        var result = await _cells.RunAsync(new PlannedCell(choice, cell, round) { Conditions = conditions }, cancellationToken);
        Finished(choice.Text, result);
        return result;
    }

    private async Task<(IReadOnlyDictionary<Quantity, double>? Figures, string? Trouble)> MeasureAsync(
        NativeTool tool, Conditions conditions, CancellationToken cancellationToken)
    {
        await _cells.SettleAsync();
        try
        {
            var figures = tool.Read(await launcher.RunToolAsync(tool, conditions, cancellationToken));
            Finished(tool.Name, null);
            return (figures, null);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, Redaction.Of($"{tool.Name}: {e.Message.ReplaceLineEndings(" ")}"));
        }
    }

    private void Keep(
        NativeTool tool, Counterpart counterpart, string? network, CellResult suite, IReadOnlyDictionary<Quantity, double>? native, string? trouble)
    {
        if (!_rows.TryGetValue((tool, counterpart, network), out var rows))
        {
            rows = _rows[(tool, counterpart, network)] = [.. tool.Quantities.Select(quantity => new CalibrationRow
            {
                Tool = tool.Name,
                Transport = suite.Transport,
                Scenario = counterpart.Scenario,
                PayloadBytes = counterpart.PayloadBytes,
                InFlight = counterpart.InFlight,
                OfferedRate = counterpart.OfferedRate,
                SenderSpins = counterpart.SenderSpins,
                Quantity = quantity,
                Network = network,
            })];
        }

        for (var i = 0; i < rows.Count; i++)
        {
            rows[i] = FigureOf(suite, rows[i].Quantity) is { } value && native is not null
                ? rows[i] with { Suite = [.. rows[i].Suite, value], Native = [.. rows[i].Native, native[rows[i].Quantity]] }
                : rows[i] with { Reason = trouble ?? suite.Reason ?? TooFew(rows[i].Quantity) };
        }
    }

    private static string TooFew(Quantity quantity) =>
        $"a round of ours has too few messages for {quantity.ToString().ToLowerInvariant()}, which needs {CellFigures.LeastForP99}";

    private static double? FigureOf(CellResult cell, Quantity quantity) => cell.Status != Status.Ok ? null : quantity switch
    {
        Quantity.P50 => cell.LatencyNs?.P50,
        Quantity.P99 => cell.LatencyNs?.P99,
        Quantity.ServiceTimeP50 => cell.ServiceTimeNs?.P50,
        Quantity.MessagesPerSecond => cell.Throughput?.MessagesPerSecond,
        _ => cell.Throughput?.BytesPerSecond,
    };

    private static IEnumerable<Counterpart> Counterparts(NativeTool tool, IReadOnlyCollection<string> transports, IReadOnlyCollection<Scenario> scenarios) =>
        tool.Counterparts.Where(counterpart => transports.Contains(NameOf(counterpart)) && scenarios.Contains(counterpart.Scenario));

    private static string NameOf(Counterpart counterpart) => counterpart.Transport.Split(':')[0];
}

/// <summary>The tools that our figures are compared with.</summary>
internal static class NativeTools
{
    public static IReadOnlyList<NativeTool> All { get; } =
        [
            Sockperf.PingPong,
            .. Sockperf.UnderLoad,
            Sockperf.Throughput,
            Sockperf.ThroughputNoDelay,
            Iperf3.Stream,
            UdsPingPong.BackToBack,
            .. UdsPingPong.UnderLoad,
            Wrk.Post,
            H2load.Post,
            Pgbench.PollRoundTrip,
            MqttPingPong.AtMostOnce,
            MqttPingPong.AtLeastOnce,
            BrokerPingPong.Redis,
            BrokerPingPong.Nats,
        ];
}
