using System.Globalization;
using System.Net;
using System.Text;

namespace InterContainer.Bench.Reporting.Page;

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
