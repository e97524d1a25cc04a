using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using InterContainer.Agent.Contract;
using InterContainer.Runner.Planning;

namespace InterContainer.Runner.Results;

/// <summary>
/// <c>journal.jsonl</c> in the folder of a run that goes on: its head, then a line for each cell of a round. It only grows, by what is new, and each addition is on disk
/// before it returns: the last cell costs what the first one does, and a run that is killed, or loses its power, keeps what was measured. It ends as <c>results.json</c>.
/// </summary>
public sealed class Journal : IDisposable
{
    public const string Name = "journal.jsonl";

    private static readonly JsonSerializerOptions Lines = new(ContractJson.Options) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectNullableAnnotations = true };
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly string _folder;
    private readonly FileStream _stream;

    private Journal(string folder, FileStream stream)
    {
        _folder = folder;
        _stream = stream;
    }

    /// <summary>Begins a run in a folder; an earlier run in it is replaced.</summary>
    /// <param name="folder">It exists.</param>
    /// <param name="info">Of the run.</param>
    /// <param name="plan">Null: nothing but a calibration is measured.</param>
    /// <param name="capacities">What was found before.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static Journal Begin(string folder, RunInfo info, Plan? plan, IReadOnlyList<Capacity> capacities) =>
        Begin(folder, info, plan, capacities, path => new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read));

    /// <param name="folder">It exists.</param>
    /// <param name="info">Of the run.</param>
    /// <param name="plan">Null: nothing but a calibration is measured.</param>
    /// <param name="capacities">What was found before.</param>
    /// <param name="create">Makes the file.</param>
    internal static Journal Begin(string folder, RunInfo info, Plan? plan, IReadOnlyList<Capacity> capacities, Func<string, FileStream> create)
    {
        var journal = new Journal(folder, create(Path.Combine(folder, Name)));
        journal.Append([new JournalLine
        {
            Schema = RunResults.CurrentSchema,
            Run = info with { Plan = plan is null ? null : PlanInfo.Of(plan) },
            Order = plan is null ? null : OrderOf(plan),
            Capacities = capacities,
        }]);
        // Not before there is something in its place.
        File.Delete(Path.Combine(folder, ResultsFile.Name));
        DurableFolder.Flush(folder);
        return journal;
    }

    /// <summary>Keeps the results of cells of one round.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Add(params IReadOnlyList<CellResult> results) => Append(results.Select(result => new JournalLine { Result = result }));

    /// <summary>Keeps what a calibration has so far, in place of what it had before.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Add(IReadOnlyList<CalibrationRow> rows) => Append([new JournalLine { Calibration = rows }]);

    /// <summary>Turns the journal into <c>results.json</c>, and removes it once that is on disk.</summary>
    /// <param name="finishedUtc">Null: the run was interrupted.</param>
    /// <exception cref="IOException">The results cannot be written; the journal is still there.</exception>
    public RunResults Complete(DateTime? finishedUtc)
    {
        _stream.Dispose();
        var path = Path.Combine(_folder, Name);
        var run = Read(path, result => result);
        run = run with { Run = run.Run with { FinishedUtc = finishedUtc } };
        ResultsFile.Write(_folder, run);
        File.Delete(path);
        return run;
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>What a journal holds. A last line that was not written whole is left out.</summary>
    /// <param name="path">Of the file, which may still grow.</param>
    /// <param name="check">Has each result before it is merged.</param>
    /// <exception cref="ResultsException">It is no journal that this version reads; one line says why.</exception>
    /// <exception cref="IOException">It cannot be opened.</exception>
    internal static RunResults Read(string path, Func<CellResult, CellResult> check)
    {
        using var lines = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan), Encoding.UTF8);
        var head = Head(lines.ReadLine(), path);
        Dictionary<CellKey, List<CellResult>> rounds = [];
        IReadOnlyList<CalibrationRow> calibration = [];
        for (var number = 2; lines.ReadLine() is { } text; number++)
        {
            if (Parse(text) is not { } line)
            {
                if (lines.ReadLine() is not null)
                    throw new ResultsException($"{path} cannot be read at line {number}; restore it from a copy, or remove the line.");
                break;
            }

            calibration = line.Calibration ?? calibration;
            if (line.Result is null)
                continue;
            var result = check(line.Result);
            if (!rounds.TryGetValue(result.Key, out var earlier))
                rounds[result.Key] = earlier = [];
            earlier.Add(result);
        }

        // In the order of the plan, whose rounds each have another.
        var keys = (head.Run!.Plan?.Cells ?? []).Where(key => key is not null && rounds.ContainsKey(key)).Union(rounds.Keys);
        return new RunResults
        {
            Run = head.Run,
            Capacities = head.Capacities ?? [],
            Results = [.. keys.Select(key => rounds[key].Aggregate(Evaluation.Merge))],
            Calibration = calibration,
        };
    }

    private static JournalLine Head(string? text, string path) => (text is null ? null : Parse(text)) switch
    {
        { Schema: { } schema } when schema != RunResults.CurrentSchema =>
            throw new ResultsException($"{path} has schema {schema}; this version reads schema {RunResults.CurrentSchema}. Use the version that wrote it."),
        { Run: not null } head => head,
        _ => throw new ResultsException($"{path} does not begin with a run; measure again."),
    };

    private static JournalLine? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<JournalLine>(line, Lines);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Rounds of pairs of cells, by their place in the plan: a run that goes on later goes on with this.
    private static IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> OrderOf(Plan plan)
    {
        var places = plan.Cells.Select(PlanInfo.KeyOf).Index().ToDictionary(cell => cell.Item, cell => cell.Index);
        return
        [
            .. plan.Pairs.GroupBy(pair => pair.Cells[0].Round).Select(round =>
                (IReadOnlyList<IReadOnlyList<int>>)[.. round.Select(pair => (IReadOnlyList<int>)[.. pair.Cells.Select(cell => places[PlanInfo.KeyOf(cell)])])]),
        ];
    }

    private void Append(IEnumerable<JournalLine> lines)
    {
        foreach (var line in lines)
        {
            JsonSerializer.Serialize(_stream, line, Lines);
            _stream.Write(NewLine);
        }

        _stream.Flush(flushToDisk: true);
    }

    /// <summary>One line; the first has all but a result and a calibration, each other one of these two.</summary>
    private sealed record JournalLine
    {
        public int? Schema { get; init; }

        public RunInfo? Run { get; init; }

        public IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>>? Order { get; init; }

        public IReadOnlyList<Capacity>? Capacities { get; init; }

        public CellResult? Result { get; init; }

        public IReadOnlyList<CalibrationRow>? Calibration { get; init; }
    }
}
