using System.Globalization;
using System.Text.RegularExpressions;
using InterContainer.Bench.Report.Page;
using InterContainer.Runner.Results;
using Jint;

namespace InterContainer.Tests.Bench;

/// <summary>The form of a run's page and its script, in a JavaScript engine with as much of a document as the script uses.</summary>
internal sealed partial class AskPage : IDisposable
{
    // The elements that the script reads and writes. A row is given out as its cells' texts.
    private const string Document = """
        const element = () => ({
          textContent: "", cells: [], hidden: true, listeners: {},
          append(part) { this.cells.push(part); },
          replaceChildren(...rows) { this.rows = rows; },
          addEventListener(name, handler) { this.listeners[name] = handler; },
        });
        const body = element();
        const elements = { ask: element(), choices: element(), question: element(), answers: { tBodies: [body] }, said: element(), command: element() };
        elements.choices.textContent = choices;
        elements.question.elements = {
          payload: { value: "" }, durability: { value: "", options: levels.map((value) => ({ value })) },
          p50: { value: "" }, p99: { value: "" }, cores: { value: "" },
          ordered: {}, exactlyOnce: {}, responder: {}, service: {}, noBroker: {}, noService: {},
        };
        const document = { getElementById: (id) => elements[id], createElement: element };
        const addEventListener = () => {};
        globalThis.ask = (fields) => {
          for (const [name, field] of Object.entries(elements.question.elements)) {
            if (name in fields) Object.assign(field, { value: fields[name], checked: true });
            else Object.assign(field, { value: "", checked: false });
          }
          elements.question.listeners.input();
          return JSON.stringify({
            rows: body.rows.map((row) => row.cells.map((cell) => String(cell.textContent))),
            said: elements.said.textContent, command: elements.command.textContent,
          });
        };
        """;

    private readonly Engine _engine = new();

    public AskPage(RunResults run)
    {
        var page = new Html();
        AskSection.Add(page, run);
        var markup = page.ToString();
        Payloads = [.. Options(markup, "payload").Select(payload => int.Parse(payload, CultureInfo.InvariantCulture))];
        Durabilities = [.. Options(markup, "durability")];
        using var script = new StreamReader(typeof(AskSection).Assembly.GetManifestResourceStream("Page.ask.js")!);
        _engine.SetValue("choices", Data().Match(markup).Groups["json"].Value);
        _engine.SetValue("levels", Durabilities.ToArray());
        _engine.Execute($"levels = Array.from(levels);\n{Document}");
        _engine.Execute(script.ReadToEnd());
    }

    /// <summary>Bytes, as the form offers them.</summary>
    public IReadOnlyList<int> Payloads { get; }

    /// <summary>The least first, which is an empty text.</summary>
    public IReadOnlyList<string> Durabilities { get; }

    public void Dispose() => _engine.Dispose();

    /// <summary>Fills the form and reads what the page then shows: <c>rows</c>, <c>said</c> and <c>command</c> as JSON.</summary>
    /// <param name="fields">Name and value of each field that is filled; a box that is ticked has any value.</param>
    public string Ask(IReadOnlyDictionary<string, string> fields) =>
        _engine.Invoke("ask", Jint.Native.JsValue.FromObject(_engine, fields.ToDictionary())).AsString();

    private static IEnumerable<string> Options(string markup, string select) =>
        Option().Matches(Select(select).Match(markup).Value).Select(option => option.Groups["value"].Value);

    private static Regex Select(string name) => new($"<select name=\"{name}\">.*?</select>");

    [GeneratedRegex("""<option value(="(?<value>[^"]*)")?>""")]
    private static partial Regex Option();

    [GeneratedRegex("""<script type="application/json" id="choices">(?<json>.*?)</script>""")]
    private static partial Regex Data();
}
