using System.Text;
using InterContainer.Runner.Planning;

namespace InterContainer.Runner.Results;

/// <summary>What a <see cref="Journal"/> holds.</summary>
public sealed class JournalContents
{
    private readonly IReadOnlyDictionary<CellKey, int> _rounds;
    private readonly IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>>? _order;

    private JournalContents(RunResults results, JournalLine head, IReadOnlyDictionary<CellKey, int> rounds)
    {
        Results = results;
        Inputs = head.Inputs;
        _order = head.Order;
        _rounds = rounds;
    }

    /// <summary>The run so far.</summary>
    public RunResults Results { get; }

    /// <summary>What the plan was made from; null where that was not recorded.</summary>
    public RunInputs? Inputs { get; }

    /// <summary>How many rounds of a cell are over, from the first one on, however they ended.</summary>
    public int RoundsOf(PlannedCell cell) => _rounds.GetValueOrDefault(PlanInfo.KeyOf(cell));

    /// <summary>Whether a plan has the cells, rounds and order that were recorded.</summary>
    public bool IsOf(Plan plan) => Results.Run.Plan is { } recorded
        && recorded.Rounds == plan.Rounds
        && recorded.Cells.SequenceEqual(plan.Cells.Select(PlanInfo.KeyOf))
        && recorded.Timings.SequenceEqual(PlanInfo.Of(plan).Timings)
        && _order is not null
        && _order.SelectMany(round => round).Select(Text).SequenceEqual(Journal.OrderOf(plan).SelectMany(round => round).Select(Text));

    /// <summary>Reads that of the run in a folder.</summary>
    /// <exception cref="ResultsException">It is no journal that this version reads; one line says why.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static JournalContents Of(string folder) => Read(Path.Combine(folder, Journal.Name), cell => ResultsValidator.Check(cell));

    /// <summary>What a journal holds. A last line that was not written whole is left out.</summary>
    /// <param name="path">Of the file, which may still grow.</param>
    /// <param name="check">Has each result before it is merged.</param>
    /// <exception cref="ResultsException">It is no journal that this version reads; one line says why.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    internal static JournalContents Read(string path, Func<CellResult, CellResult> check)
    {
        using var lines = new StreamReader(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan),
            Encoding.UTF8);
        var head = Head(lines.ReadLine(), path);
        Dictionary<CellKey, List<CellResult>> rounds = [];
        IReadOnlyList<CalibrationRow> calibration = [];
        List<DateTime> resumed = [.. head.Run!.Resumed];
        for (var number = 2; lines.ReadLine() is { } text; number++)
        {
            if (JournalLine.Parse(text) is not { } line)
            {
                if (lines.ReadLine() is not null)
                    throw new ResultsException($"{path} cannot be read at line {number}; restore it from a copy, or remove the line.");
                break;
            }

            calibration = line.Calibration ?? calibration;
            if (line.Resumed is { } at)
                resumed.Add(at);
            if (line.Result is null)
                continue;
            var result = check(line.Result);
            if (!rounds.TryGetValue(result.Key, out var earlier))
                rounds[result.Key] = earlier = [];
            earlier.Add(result);
        }

        // In the order of the plan, whose rounds each have another.
        var keys = (head.Run!.Plan?.Cells ?? []).Where(key => key is not null && rounds.ContainsKey(key)).Union(rounds.Keys);
        var results = new RunResults
        {
            Run = head.Run with { Resumed = resumed },
            Capacities = head.Capacities ?? [],
            Results = [.. keys.Select(key => rounds[key].Aggregate(Evaluation.Merge))],
            Calibration = calibration,
        };
        return new JournalContents(results, head, rounds.ToDictionary(cell => cell.Key, cell => cell.Value.Count));
    }

    private static string Text(IReadOnlyList<int> pair) => string.Join(' ', pair);

    private static JournalLine Head(string? text, string path) => (text is null ? null : JournalLine.Parse(text)) switch
    {
        { Schema: { } schema } when schema != RunResults.CurrentSchema =>
            throw new ResultsException($"{path} has schema {schema}; this version reads schema {RunResults.CurrentSchema}. Use the version that wrote it."),
        { Run: not null } head => head,
        _ => throw new ResultsException($"{path} does not begin with a run; measure again."),
    };
}
