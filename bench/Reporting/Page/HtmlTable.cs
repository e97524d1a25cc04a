namespace InterContainer.Bench.Reporting.Page;

/// <summary>A table of text in a page.</summary>
internal static class HtmlTable
{
    /// <summary>How many rows a table has at most, for the size of the page.</summary>
    public const int MostRows = 200;

    /// <summary>Adds a table with a caption; the first cell of each row names it. What exceeds <see cref="MostRows"/> is left out, and a line says so.</summary>
    public static void Add(Html page, string caption, MarkdownTable table)
    {
        page.Open("div", ("class", "wide"), ("tabindex", "0"), ("role", "region"), ("aria-label", caption)).Open("table", ("class", "data plain")).Element("caption", caption).Open("thead").Open("tr");
        var right = table.Header.Select(name => name.StartsWith('>')).ToArray();
        foreach (var name in table.Header)
            page.Element("th", name.TrimStart('>'), ("scope", "col"), ("class", name.StartsWith('>') ? "n" : null));
        page.Close("tr").Close("thead").Open("tbody");
        foreach (var row in table.Rows.Take(MostRows))
        {
            page.Line().Open("tr").Element("th", row[0], ("scope", "row"));
            for (var column = 1; column < row.Length; column++)
                page.Element("td", row[column], ("class", right[column] ? "n" : null));
            page.Close("tr");
        }

        page.Close("tbody").Close("table").Close("div").Line();
        if (table.Rows.Count > MostRows)
            page.Element("p", $"{table.Rows.Count - MostRows} more rows are left out here; report.md has them all.", ("class", "aside"));
    }
}
