using System.Security.Cryptography;
using System.Text;
using InterContainer.Bench.Analysis;
using InterContainer.Bench.Report.Notes;
using InterContainer.Bench.Statistics;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Page;

/// <summary>A run as one page that needs nothing else: no network, no other file. Pure.</summary>
internal static class HtmlPage
{
    public const string Name = "report.html";

    private const string Title = "How should these two containers talk?";

    // The page stays below 3 MiB: of drawings and of the table of cells no more than this is taken, and it says what is left out.
    private const int ChartRoom = 1_100_000;
    private const int CellRoom = 1_400_000;

    private static readonly string Style = Resource("page.css");
    private static readonly string Script = Resource("page.js") + Resource("ask.js");

    /// <param name="run">The run.</param>
    /// <param name="charts">Title and SVG document of each drawing.</param>
    /// <param name="leftOut">What the drawings leave out, in one line; null: nothing.</param>
    public static string Of(RunResults run, IReadOnlyList<(string Title, string Svg)> charts, string? leftOut = null)
    {
        var page = new Html();
        Head(page, run);
        Top(page, run);
        page.Open("main", ("id", "main"));
        AnswerSection.Add(page, run, Answer.Of(run));
        AskSection.Add(page, run);
        Charts(page, charts, leftOut);
        Cells(page, run);
        Tables(page, run);
        NotesSection.Add(page, run);
        MethodSection.Add(page, run);
        MachineSection.Add(page, run);
        page.Close("main").Line().Open("script").Raw(Script).Close("script").Close("body").Close("html").Line();
        return page.ToString();
    }

    private static void Head(Html page, RunResults run) => page
        .Raw("<!DOCTYPE html>\n").Open("html", ("lang", "en")).Open("head").Open("meta", ("charset", "utf-8")).Line()
        .Open(
            "meta",
            ("http-equiv", "Content-Security-Policy"),
            ("content", $"default-src 'none'; style-src '{Hash(Style)}'; script-src '{Hash(Script)}'; "
                + "img-src data:; base-uri 'none'; form-action 'none'"))
        .Line()
        .Open("meta", ("name", "viewport"), ("content", "width=device-width, initial-scale=1")).Line()
        .Open("meta", ("name", "color-scheme"), ("content", "light dark")).Line()
        // Else a browser asks the network, or the folder, for one.
        .Open("link", ("rel", "icon"), ("href", "data:,")).Line()
        .Element("title", $"{Title} {run.Run.Id}").Line()
        .Open("style").Raw(Style).Close("style").Close("head").Line();

    private static void Top(Html page, RunResults run)
    {
        page.Open("body").Element("a", "Skip to the answer", ("class", "skip"), ("href", "#main"))
            .Open("header")
            .Open("div", ("class", "bar"))
            .Element("h1", Title)
            .Element("button", "Dark", ("type", "button"), ("id", "theme"), ("hidden", ""))
            .Close("div")
            .Element(
                "p",
                "Sockets, shared files, a database, HTTP or MQTT: "
                    + "what each way of exchanging messages between two containers gives, and what it costs, measured.")
            .Element("p", $"{MachineText.Of(run)}.", ("class", "aside"))
            .Open("nav", ("aria-label", "On this page"));
        foreach (var (name, id, there) in new[]
        {
            ("Answer", "answer", true),
            ("Charts", "charts", true),
            ("All cells", "all", run.Results.Count > 0),
            ("Tables", "tables", ReportSection.Of(run).Count > 0),
            ("Warnings and failures", "notes", true),
            ("Method", "method", true),
            ("Machine", "machine", true),
            ("Reproduce", "reproduce", true),
        }.Where(link => link.Item3))
            page.Element("a", name, ("href", $"#{id}"));
        page.Close("nav").Close("header").Line();
    }

    private static void Charts(Html page, IReadOnlyList<(string Title, string Svg)> charts, string? leftOut)
    {
        page.Open("section", ("id", "charts")).Element("h2", "Charts");
        var (end, missing) = (page.Length + ChartRoom, new List<string>());
        foreach (var (index, (title, document)) in charts.Index())
        {
            var drawing = InlineSvg.Of(document, $"c{index}-", title);
            if (drawing is null || page.Length + drawing.Length > end)
                missing.Add(title);
            else
                page.Open("figure")
                    .Open("div", ("class", "wide"), ("tabindex", "0"), ("role", "region"), ("aria-label", title))
                    .Raw(drawing)
                    .Close("div")
                    .Close("figure")
                    .Line();
        }

        if (charts.Count == 0)
            page.Element("p", "No chart can be drawn of this run: no cell that one needs has figures that can be trusted.");
        if (missing.Count > 0)
            page.Element(
                "p",
                $"For the size of this page {missing.Count} of {charts.Count} charts are in the folder charts/ only: "
                    + $"{string.Join("; ", missing.Take(20))}{(missing.Count > 20 ? "; …" : "")}.",
                ("class", "aside"));
        if (leftOut is not null)
            page.Element("p", leftOut, ("class", "aside"));
        page.Close("section").Line();
    }

    private static void Cells(Html page, RunResults run)
    {
        if (run.Results.Count == 0)
            return;
        page.Open("section", ("id", "all")).Element("h2", "All cells");
        Filters(page, run);
        if (CellTable.Add(page, run, CellRoom) is > 0 and var missing)
            page.Element(
                "p",
                $"For the size of this page {missing} of {run.Results.Count} cells are left out of this table; results.json and report.md have them all.",
                ("class", "alarm"));
        page.Close("section").Line();
    }

    private static void Filters(Html page, RunResults run)
    {
        page.Open("form", ("id", "filters"), ("hidden", ""))
            .Open("label")
            .Text("Find ")
            .Open("input", ("type", "search"), ("id", "find"), ("placeholder", "transport, flag …"))
            .Close("label");
        foreach (var (name, index, values) in CellTable.Choices(run))
        {
            page.Open("label").Text($"{name} ").Open("select", ("data-column", $"{index}")).Element("option", "all", ("value", ""));
            foreach (var value in values)
                page.Element("option", value, ("value", value));
            page.Close("select").Close("label");
        }

        page.Element("button", "Show all", ("type", "reset")).Element("output", "", ("id", "shown"), ("aria-live", "polite")).Close("form");
    }

    private static void Tables(Html page, RunResults run)
    {
        var sections = ReportSection.Of(run);
        if (sections.Count == 0)
            return;
        page.Open("section", ("id", "tables")).Element("h2", "Tables");
        foreach (var section in sections)
        {
            page.Element("h3", section.Title);
            // Above the table, not in it: what is in a wide one is scrolled away with it.
            if (section.Text.Length > 0)
                page.Element("p", section.Text, ("class", "aside"));
            HtmlTable.Add(page, section.Title, section.Table);
            foreach (var line in section.Lines.Take(HtmlTable.MostRows))
                page.Element("p", line);
        }

        var uncertainty = new Uncertainty(run);
        foreach (var line in NoiseText.Spreads(run, uncertainty).Take(HtmlTable.MostRows))
            page.Element("p", line);
        page.Close("section").Line();
    }

    private static string Hash(string text) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";

    private static string Resource(string name)
    {
        using var stream = typeof(HtmlPage).Assembly.GetManifestResourceStream($"Page.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
