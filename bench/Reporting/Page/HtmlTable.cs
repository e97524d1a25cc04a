namespace InterContainer.Bench.Reporting.Page;

/// <summary>A table of text in a page.</summary>
internal static class HtmlTable
{
    /// <summary>How many rows a table has at most, for the size of the page.</summary>
    public const int MostRows = 200;

    /// <summary>Adds a table; the first cell of each row names it. What exceeds <see cref="MostRows"/> is left out, and a line says so.</summary>
    /// <param name="title">What it shows; stands above it already.</param>
    public static void Add(Html page, string title, MarkdownTable table)
    {
        page.Open("div", ("class", "wide"), ("tabindex", "0"), ("role", "region"), ("aria-label", title))
            .Open("table", ("class", "data plain"), ("aria-label", title))
            .Open("thead")
            .Open("tr");
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
