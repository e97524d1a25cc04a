using System.Globalization;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Tables;

/// <summary>What a column says of a cell, once for Markdown, the console, the page, the CSV and BenchmarkDotNet's tables.</summary>
/// <param name="Name">As people read it.</param>
/// <param name="Description">What it is, in one line; empty where its table says that.</param>
/// <param name="Key">Its name in the CSV, with the unit at its end; null: the CSV does not have it.</param>
/// <param name="Value">As the CSV has it, in the unit of the key; null where a cell has none.</param>
/// <param name="Text">As people read it, with its unit; a dash where a cell has none.</param>
/// <param name="IsNumber">Whether it is aligned to the right, and sorted by its value.</param>
internal sealed record CellColumn(string Name, string Description, string? Key, Func<CellResult, object?> Value, Func<CellResult, string> Text, bool IsNumber)
{
    private const string None = "-";

    public static CellColumn OfText(string name, string description, string? key, Func<CellResult, string?> text) =>
        new(name, description, key, text, cell => text(cell) ?? None, IsNumber: false);

    /// <param name="format">A value as people read it.</param>
    public static CellColumn OfNumber(string name, string description, string? key, Func<CellResult, double?> value, Func<double, string> format) =>
        new(name, description, key, cell => value(cell), cell => value(cell) is { } number ? format(number) : None, IsNumber: true);

    /// <summary>Of one table alone, which says itself what it is.</summary>
    public static CellColumn OfNumber(string name, Func<CellResult, double?> value, Func<double, string> format) => OfNumber(name, "", null, value, format);

    public static CellColumn OfCount(string name, string description, string? key, Func<CellResult, double?> value) =>
        OfNumber(name, description, key, value, number => number.ToString("0", CultureInfo.InvariantCulture));

    /// <summary>The same of another cell than that of the row; none where there is no other.</summary>
    public CellColumn Of(Func<CellResult, CellResult?> other) => this with
    {
        Key = null,
        Value = cell => other(cell) is { } found ? Value(found) : null,
        Text = cell => other(cell) is { } found ? Text(found) : None,
    };

    /// <summary>What a table is sorted by; null of a text, and where a cell has none.</summary>
    public double? Number(CellResult cell) => IsNumber && Value(cell) is { } value ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : null;
}
