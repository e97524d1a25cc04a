using System.Globalization;
using System.Net;
using System.Text;
using InterContainer.Bench.Report.Tables;

namespace InterContainer.Bench.Report.Page;

/// <summary>Builds a page; every text and every value of an attribute that goes through it is escaped.</summary>
internal sealed class Html
{
    private readonly StringBuilder _page = new();

    public int Length => _page.Length;

    /// <summary>Opens an element.</summary>
    /// <param name="tag">Its name, of ours.</param>
    /// <param name="attributes">Names of ours, and values from anywhere; one whose value is null is left out, one whose value is empty stands alone.</param>
    public Html Open(string tag, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        _page.Append('<').Append(tag);
        foreach (var (name, value) in attributes)
        {
            if (value is null)
                continue;
            _page.Append(' ').Append(name);
            if (value.Length > 0)
                _page.Append("=\"").Append(WebUtility.HtmlEncode(value)).Append('"');
        }

        _page.Append('>');
        return this;
    }

    public Html Close(string tag)
    {
        _page.Append("</").Append(tag).Append('>');
        return this;
    }

    public Html Text(string text)
    {
        _page.Append(WebUtility.HtmlEncode(text));
        return this;
    }

    /// <summary>An element that holds a text and nothing else.</summary>
    public Html Element(string tag, string text, params ReadOnlySpan<(string Name, string? Value)> attributes) =>
        Open(tag, attributes).Text(text).Close(tag);

    public Html Line()
    {
        _page.Append('\n');
        return this;
    }

    /// <summary>Markup that is known to be harmless: of ours, or escaped already.</summary>
    public Html Raw(string markup)
    {
        _page.Append(markup);
        return this;
    }

    public override string ToString() => _page.ToString();

    /// <summary>A number that a script can read, with enough digits to sort by.</summary>
    public static string? Number(double? value) => value?.ToString("G7", CultureInfo.InvariantCulture);
}

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
