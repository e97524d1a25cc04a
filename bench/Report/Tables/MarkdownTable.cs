using System.Text;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Tables;

/// <summary>A table of GitHub Markdown, padded so that it reads well on a console too. Pure.</summary>
/// <param name="header">A column each; a leading '&gt;' aligns it to the right.</param>
internal sealed class MarkdownTable(params string[] header)
{
    private readonly List<string[]> _rows = [];

    /// <summary>As given: a leading '&gt;' aligns a column to the right.</summary>
    public IReadOnlyList<string> Header => header;

    /// <summary>As given, not escaped.</summary>
    public IReadOnlyList<string[]> Rows => _rows;

    /// <summary>A row a cell.</summary>
    public static MarkdownTable Of(IEnumerable<CellResult> cells, params IReadOnlyList<CellColumn> columns)
    {
        var table = new MarkdownTable([.. columns.Select(column => column.IsNumber ? $">{column.Name}" : column.Name)]);
        foreach (var cell in cells)
            table.Add([.. columns.Select(column => column.Text(cell))]);
        return table;
    }

    /// <summary>Adds a row; the texts are escaped where the table is written.</summary>
    public MarkdownTable Add(params string[] cells)
    {
        _rows.Add(cells);
        return this;
    }

    /// <summary>Text from outside, harmless in a cell of a table.</summary>
    public static string Escape(string text) => text
        .ReplaceLineEndings(" ")
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>Text from outside as code, to be copied as it is; not for a cell of a table.</summary>
    public static string Code(string text)
    {
        text = text.ReplaceLineEndings(" ");
        // CommonMark 6.1: a fence is longer than any of what it encloses.
        var fence = "`";
        while (text.Contains(fence, StringComparison.Ordinal))
            fence += '`';
        var gap = text.StartsWith('`') || text.EndsWith('`') ? " " : "";
        return $"{fence}{gap}{text}{gap}{fence}";
    }

    public bool IsEmpty => _rows.Count == 0;

    public override string ToString()
    {
        var names = header.Select(name => name.TrimStart('>')).ToArray();
        var right = header.Select(name => name.StartsWith('>')).ToArray();
        var rows = _rows.Select(row => row.Select(Escape).ToArray()).ToList();
        var widths = names.Select((name, i) => rows.Select(row => row[i].Length).Append(Math.Max(name.Length, 3)).Max()).ToArray();
        var table = new StringBuilder();
        Line(table, names, (text, i) => right[i] ? text.PadLeft(widths[i]) : text.PadRight(widths[i]));
        Line(table, names, (_, i) => right[i] ? $"{new string('-', widths[i] - 1)}:" : new string('-', widths[i]));
        foreach (var row in rows)
            Line(table, row, (text, i) => right[i] ? text.PadLeft(widths[i]) : text.PadRight(widths[i]));
        return table.ToString();
    }

    private static void Line(StringBuilder table, string[] cells, Func<string, int, string> pad) =>
        table.Append("| ").AppendJoin(" | ", cells.Select(pad)).Append(" |\n");
}
