using System.Globalization;
using System.Text;

namespace InterContainer.Bench.Report.Exporting;

/// <summary>
/// Comma-separated values as RFC 4180 has them: CRLF, a header, quotes where they are needed. Numbers in the invariant culture, to the last digit. Pure.
/// </summary>
internal static class Csv
{
    private const string LineEnd = "\r\n";

    private static readonly char[] Special = [',', '"', '\r', '\n'];

    // What a spreadsheet takes for the beginning of a formula (OWASP, "CSV Injection").
    private static readonly char[] Formula = ['=', '+', '-', '@', '\t', '\r'];

    public static string Of(IReadOnlyList<string> header, IEnumerable<IReadOnlyList<object?>> rows)
    {
        var text = new StringBuilder();
        text.AppendJoin(',', header.Select(Quoted)).Append(LineEnd);
        foreach (var row in rows)
            text.AppendJoin(',', row.Select(Field)).Append(LineEnd);
        return text.ToString();
    }

    private static string Field(object? value) => value switch
    {
        null => "",
        bool truth => truth ? "true" : "false",
        double number => double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : "",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => Quoted(Harmless(value.ToString() ?? "")),
    };

    private static string Harmless(string text) => text.Length > 0 && Formula.Contains(text[0]) ? $"'{text}" : text;

    private static string Quoted(string text) => text.IndexOfAny(Special) < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
