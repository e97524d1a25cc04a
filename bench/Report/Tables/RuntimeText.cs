using System.Globalization;
using InterContainer.Bench.Formatting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Tables;

/// <summary>What the .NET runtime of each role did while cells were measured, as people read it. Pure.</summary>
internal static class RuntimeText
{
    /// <summary>More of the measured time of a round than this may be what its slowest messages waited for.</summary>
    public const double Much = 0.01;

    private const int MostCells = 20;

    /// <summary>A row a cell and role; empty where no cell says.</summary>
    public static MarkdownTable Table(RunResults run)
    {
        var table = new MarkdownTable(
            "transport", "scenario", ">payload", "role", ">methods compiled", ">compiling", ">collections", ">pauses", ">allocated a message");
        foreach (var cell in run.Results.Where(cell => cell.Agents is not null).OrderBy(cell => cell.Scenario).ThenBy(cell => cell.PayloadBytes))
        {
            foreach (var (role, of) in Roles)
            {
                if (of(cell.Agents) is not { } runtime)
                    continue;
                table.Add(
                    cell.Transport,
                    CellText.Doing(cell),
                    Figures.Bytes(cell.PayloadBytes),
                    role,
                    runtime.CompiledMethods.ToString(CultureInfo.InvariantCulture),
                    Figures.Duration(runtime.CompileNs),
                    runtime.GcCount.ToString(CultureInfo.InvariantCulture),
                    Figures.Duration(runtime.GcPauseNs),
                    runtime.AllocatedBytesPerMessage is { } bytes ? Figures.Bytes(bytes) : "-");
            }
        }

        return table;
    }

    /// <summary>What may have caused the tails of cells with a latency, a line each kind of cause; none where there is none.</summary>
    public static IEnumerable<string> Causes(IEnumerable<CellResult> cells)
    {
        var measured = cells.Where(cell => cell is { Status: Status.Ok, LatencyNs: not null }).ToList();
        return new[]
        {
            Line(measured, runtime => runtime.CompileNs, "code was compiled for"),
            Line(measured, runtime => runtime.GcPauseNs, "garbage collection paused"),
        }.OfType<string>();
    }

    private static readonly (string Name, Func<RoleRuntimes?, RuntimeActivity?> Of)[] Roles =
    [
        ("initiator", agents => agents?.Initiator),
        ("responder", agents => agents?.Responder),
    ];

    private static string? Line(List<CellResult> cells, Func<RuntimeActivity, long> ns, string what)
    {
        var named = cells.Select(cell => (Cell: cell, Worst: Worst(cell, ns))).Where(cell => cell.Worst.Part > Much).ToList();
        if (named.Count == 0)
            return null;
        var told = named.Take(MostCells).Select(cell => $"{CellText.Name(cell.Cell)} ({cell.Worst.Role} {Percent(cell.Worst.Part)}, {cell.Worst.Round})");
        var more = named.Count > MostCells ? $" and {Number(named.Count - MostCells)} more" : "";
        return $"What p99 and p99.9 may be the time of: {what} more than {Percent(Much)} of the measured time of a round: {string.Join(", ", told)}{more}.";
    }

    private static (double Part, string Role, string Round) Worst(CellResult cell, Func<RuntimeActivity, long> ns) =>
        (from round in cell.Rounds
         where round.MeasuredNs > 0
         from role in Roles
         let runtime = role.Of(round.Agents)
         where runtime is not null
         select (Part: (double)ns(runtime) / round.MeasuredNs, role.Name, CellText.Name(round)))
        .DefaultIfEmpty()
        .MaxBy(round => round.Part);

    private static string Percent(double part) => $"{Figures.Digits(Math.Round(100 * part, 1))} %";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
