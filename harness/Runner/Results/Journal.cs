using System.Text;
using System.Text.Json;
using InterContainer.Runner.Planning;

namespace InterContainer.Runner.Results;

/// <summary>
/// <c>journal.jsonl</c> in the folder of a run that goes on: its head, then a line for each cell of a round. It only grows, by what is new, and each addition
/// is on disk before it returns: the last cell costs what the first one does, and a run that is killed, or loses its power, keeps what was measured. It ends as
/// <c>results.json</c>;
/// an interrupted run keeps both, because the journal alone says which cells of which rounds are missing.
/// </summary>
public sealed class Journal : IDisposable
{
    public const string Name = "journal.jsonl";

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
    /// <param name="inputs">What the plan was made from; null: the run cannot be resumed.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public static Journal Begin(string folder, RunInfo info, Plan? plan, IReadOnlyList<Capacity> capacities, RunInputs? inputs = null) =>
        Begin(folder, info, plan, capacities, inputs, path => new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read));

    /// <param name="folder">It exists.</param>
    /// <param name="info">Of the run.</param>
    /// <param name="plan">Null: nothing but a calibration is measured.</param>
    /// <param name="capacities">What was found before.</param>
    /// <param name="inputs">What the plan was made from; null: the run cannot be resumed.</param>
    /// <param name="create">Makes the file.</param>
    internal static Journal Begin(
        string folder, RunInfo info, Plan? plan, IReadOnlyList<Capacity> capacities, RunInputs? inputs, Func<string, FileStream> create)
    {
        var journal = new Journal(folder, create(Path.Combine(folder, Name)));
        journal.Append([new JournalLine
        {
            Schema = RunResults.CurrentSchema,
            Run = info with { Plan = plan is null ? null : PlanInfo.Of(plan) },
            Inputs = inputs,
            Order = plan is null ? null : OrderOf(plan),
            Capacities = capacities,
        }]);
        journal.Supersede();
        return journal;
    }

    /// <summary>Goes on with a run that was interrupted or killed. A last line that was not written whole is removed.</summary>
    /// <param name="folder">Of the run.</param>
    /// <param name="atUtc">When that is; null: nothing is missing but the end.</param>
    /// <exception cref="IOException">The journal cannot be written.</exception>
    public static Journal Resume(string folder, DateTime? atUtc)
    {
        var stream = new FileStream(Path.Combine(folder, Name), FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        TrimTornLine(stream);
        var journal = new Journal(folder, stream);
        if (atUtc is not null)
            journal.Append([new JournalLine { Resumed = atUtc }]);
        journal.Supersede();
        return journal;
    }

    /// <summary>Keeps the results of cells of one round.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Add(params IReadOnlyList<CellResult> results) => Append(results.Select(result => new JournalLine { Result = result }));

    /// <summary>Keeps what a calibration has so far, in place of what it had before.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Add(IReadOnlyList<CalibrationRow> rows) => Append([new JournalLine { Calibration = rows }]);

    /// <summary>
    /// Turns the journal into <c>results.json</c>, and removes it once that is on disk. Of an interrupted run it stays, so that the run can be resumed.
    /// </summary>
    /// <param name="finishedUtc">Null: the run was interrupted.</param>
    /// <exception cref="IOException">The results cannot be written; the journal is still there.</exception>
    public RunResults Complete(DateTime? finishedUtc)
    {
        _stream.Dispose();
        var path = Path.Combine(_folder, Name);
        var run = JournalContents.Read(path, result => result).Results;
        run = run with { Run = run.Run with { FinishedUtc = finishedUtc } };
        ResultsFile.Write(_folder, run);
        if (finishedUtc is not null || run.Run.Plan is null)
            File.Delete(path);
        return run;
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>Rounds of pairs of cells, by their place in the plan.</summary>
    internal static IReadOnlyList<IReadOnlyList<IReadOnlyList<int>>> OrderOf(Plan plan)
    {
        var places = plan.Cells.Select(PlanInfo.KeyOf).Index().ToDictionary(cell => cell.Item, cell => cell.Index);
        return
        [
            .. plan.Pairs.GroupBy(pair => pair.Cells[0].Round).Select(round =>
                (IReadOnlyList<IReadOnlyList<int>>)[.. round.Select(pair => (IReadOnlyList<int>)[.. pair.Cells.Select(cell => places[PlanInfo.KeyOf(cell)])])]),
        ];
    }

    // Results of before are removed only when there is something in their place.
    private void Supersede()
    {
        File.Delete(Path.Combine(_folder, ResultsFile.Name));
        DurableFolder.Flush(_folder);
    }

    // What a reader passes over at the end would else stand before what is added.
    private static void TrimTornLine(FileStream stream)
    {
        for (long size = 1 << 16; ; size *= 2)
        {
            var from = Math.Max(0, stream.Length - size);
            var bytes = new byte[stream.Length - from];
            stream.Position = from;
            stream.ReadExactly(bytes);
            var end = bytes.AsSpan().LastIndexOfAnyExcept(NewLine[0]) + 1;
            var start = bytes.AsSpan(0, end).LastIndexOf(NewLine[0]) + 1;
            if (start == 0 && from > 0)
                continue;
            var isWhole = JournalLine.Parse(Encoding.UTF8.GetString(bytes, start, end - start)) is not null;
            stream.SetLength(from + (isWhole ? end : start));
            stream.Position = stream.Length;
            if (isWhole)
                stream.Write(NewLine);
            return;
        }
    }

    private void Append(IEnumerable<JournalLine> lines)
    {
        foreach (var line in lines)
        {
            JsonSerializer.Serialize(_stream, line, JournalLine.Options);
            _stream.Write(NewLine);
        }

        _stream.Flush(flushToDisk: true);
    }
}
