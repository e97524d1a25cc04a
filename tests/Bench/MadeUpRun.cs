using System.Diagnostics;
using System.Globalization;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

/// <summary>
/// A run of 10,000 made-up cells in three rounds, as large as measured ones, to see what its last cell and its report cost. Not a test: it has no answer of its
/// own.
/// <code>
/// MADE_UP_RUN=made-up tests/bin/Release/net10.0/InterContainer.Tests -explicit only -class '*MadeUpRun' -showLiveOutput
/// /usr/bin/time -v dotnet bench/bin/Release/net10.0/InterContainer.Bench.dll report made-up
/// </code>
/// </summary>
public class MadeUpRun
{
    private const int Rounds = 3;
    private const int Shapes = 64;
    private const int Messages = 20_000;
    private const int Windows = 14;
    private const int WindowNs = 50_000_000;

    [Fact(Explicit = true)]
    public void Is_written_to_a_folder()
    {
        var folder = Directory.CreateDirectory(
            Environment.GetEnvironmentVariable("MADE_UP_RUN") ?? throw new InvalidOperationException("MADE_UP_RUN: give a folder.")).FullName;
        var cells = Cells();
        var plan = Plan.InRounds(cells, Rounds, seed: 1);
        var random = new Random(1);
        IReadOnlyList<Distribution> shapes = [.. Enumerable.Range(0, Shapes).Select(_ => Shape(random))];
        using var journal = Journal.Begin(folder, Runs.Of().Run with { FinishedUtc = null }, plan, []);
        var output = TestContext.Current.TestOutputHelper!;

        foreach (var part in plan.Pairs.SelectMany(pair => pair.Cells).Chunk(cells.Count / 2))
        {
            var (start, allocated) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes());
            var journalNs = 0.0;
            foreach (var planned in part)
            {
                var result = Evaluation.Measured(planned, Isolation.Container, Observed(planned, shapes, random)) with
                {
                    Settings = new Dictionary<string, string> { [Durability.Setting] = Durability.None },
                };
                var before = Stopwatch.GetTimestamp();
                journal.Add(result);
                journalNs += Stopwatch.GetElapsedTime(before).TotalNanoseconds;
            }

            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{part.Length} cells: {journalNs / part.Length / 1e6:0.000} ms a cell in the journal, "
                    + $"{(GC.GetTotalAllocatedBytes() - allocated) / part.Length / 1024} KiB allocated a cell, "
                    + $"{GC.GetTotalMemory(forceFullCollection: true) >> 20} MiB held, {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s"));
        }

        var end = Stopwatch.GetTimestamp();
        journal.Complete(DateTime.UtcNow);
        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"results.json: {new FileInfo(Path.Combine(folder, ResultsFile.Name)).Length >> 20} MiB, made of the journal in "
                    + $"{Stopwatch.GetElapsedTime(end).TotalSeconds:0.0} s"));
    }

    // 50 transports × 50 sizes × 2 scenarios × 2 numbers of initiators.
    private static IReadOnlyList<PlannedCell> Cells()
    {
        IEnumerable<string> names =
        [
            .. Catalogue.BuiltIn.Transports.Select(transport => transport.Traits.Name).Where(name => name != "memory"),
            .. Enumerable.Range(2, 100).Select(ms => $"file-poll:interval={ms}ms"),
        ];
        return
        [
            .. from name in names.Take(50)
               let choice = TransportChoice.Parse(name, Catalogue.BuiltIn)
               from payload in Enumerable.Range(1, 50)
               from scenario in Suite.Default.Scenarios
               from initiators in Suite.Concurrency.Initiators.Take(2)
               select new PlannedCell(
                   choice,
                   new Cell
                   {
                       Transport = choice.Text,
                       PayloadBytes = payload * 64,
                       Scenario = scenario,
                       Initiators = initiators,
                       Timing = RunProfile.Default.Timing,
                   },
                   1),
        ];
    }

    private static Distribution Shape(Random random)
    {
        var histogram = LatencyHistogram.Create();
        var median = Math.Exp(8 + (6 * random.NextDouble()));
        for (var i = 0; i < Messages; i++)
        {
            var normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            histogram.RecordValue((long)(median * Math.Exp(0.4 * normal)));
        }

        return Distribution.Of(histogram)!;
    }

    private static Observation Observed(PlannedCell planned, IReadOnlyList<Distribution> shapes, Random random)
    {
        var roundTrip = planned.Cell.Scenario == Scenario.RoundTrip;
        IReadOnlyList<Window> windows =
        [
            .. Enumerable.Range(0, Windows).Select(_ => new Window(Messages / Windows * random.Next(90, 110) / 100, WindowNs + random.Next(100_000))),
        ];
        Distribution Some() => shapes[random.Next(shapes.Count)];
        var received = new Verified { Received = Messages };
        var cost = new RoleCost(random.Next(2000, 20_000), random.NextDouble(), 60_000_000);
        return new Observation(
            new Measurement
            {
                LatencyNs = roundTrip ? Some() : null,
                ForwardNs = roundTrip ? Some() : null,
                BackNs = roundTrip ? Some() : null,
                Windows = roundTrip ? windows : [],
                Sent = Messages,
                Verified = roundTrip ? received : new Verified(),
                WarmUpNs = 900_000_000,
                MeasuredNs = 700_000_000,
                Cost = cost,
            },
            [new Measurement { ForwardNs = roundTrip ? null : Some(), Windows = roundTrip ? [] : windows, Verified = received, Cost = cost }]);
    }
}
