using System.Globalization;
using InterContainer.Bench.Analysis.Advising;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Transports;
using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;
using static InterContainer.Tests.Bench.RunExamples;

namespace InterContainer.Tests.Bench;

/// <summary>The page of the reference run as a reader has it, in Chromium.</summary>
[Collection(nameof(EndToEnd.WholeRuns))]
public class BrowserTests(BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private static readonly Lazy<string> Page = new(PageExamples.Reference);

    [Theory]
    [InlineData(1280, false)]
    [InlineData(1280, true)]
    [InlineData(390, false)]
    [InlineData(390, true)]
    public void It_loads_without_an_error_and_fits_the_window(int width, bool dark)
    {
        var chrome = browser.Open(Page.Value, width, dark);

        Assert.Empty(chrome.Manage().Logs.GetLog(LogType.Browser).Select(entry => entry.Message));
        Assert.Equal(width, Number(chrome, "innerWidth"));
        Assert.InRange(Number(chrome, "document.documentElement.scrollWidth"), 1, width);
        Assert.Equal(dark, Lightness(chrome) < 0.5);
        Assert.Equal(PageExamples.Reference().Split("<svg").Length - 1, Number(chrome, "document.querySelectorAll('svg[role=img][aria-label]').length"));
    }

    [Fact]
    public void The_colours_change_with_a_button()
    {
        var chrome = browser.Open(Page.Value, dark: true);
        var button = chrome.FindElement(By.Id("theme"));

        Assert.Equal("Light colours", button.Text);
        button.Click();

        Assert.True(Lightness(chrome) > 0.5);
        Assert.Equal("Dark colours", button.Text);
    }

    [Fact]
    public void The_table_is_sorted_by_mouse_and_by_keyboard()
    {
        var chrome = browser.Open(Page.Value);
        var header = Header(chrome, "p50");
        // The page has seven digits.
        var values = ResultsFile.Read(PageExamples.ReferencePath()).Results
            .Select(cell => cell.LatencyNs is { } latency
                ? (double?)double.Parse(latency.P50.ToString("G7", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
                : null)
            .ToList();

        header.FindElement(By.TagName("button")).Click();
        Assert.Equal("ascending", header.GetAttribute("aria-sort"));
        // What has no figure comes last.
        Assert.Equal([.. values.OfType<double>().Order(), .. values.Where(value => value is null)], Column(chrome, "p50"));

        header.FindElement(By.TagName("button")).SendKeys(Keys.Enter);
        Assert.Equal("descending", header.GetAttribute("aria-sort"));
        Assert.Equal([.. values.OfType<double>().OrderDescending(), .. values.Where(value => value is null)], Column(chrome, "p50"));

        Header(chrome, "transport").FindElement(By.TagName("button")).Click();
        Assert.Equal("none", header.GetAttribute("aria-sort"));
        Assert.Equal("file-poll", chrome.FindElement(By.CssSelector("#cells tbody th")).Text);
    }

    [Fact]
    public void The_table_is_filtered_by_words_and_by_choice()
    {
        var chrome = browser.Open(Page.Value);
        var cells = ResultsFile.Read(PageExamples.ReferencePath()).Results;

        chrome.FindElement(By.Id("find")).SendKeys("mqtt STREAM");
        Assert.Equal(cells.Count(cell => cell is { Family: Family.Mqtt, Scenario: Scenario.Stream }), Shown(chrome));

        var payload = chrome.FindElements(By.CssSelector("#filters select"))
            .Single(select => select.FindElements(By.TagName("option")).Any(option => option.GetAttribute("value") == "64 KiB"));
        payload.SendKeys("64 KiB");
        Assert.Equal(cells.Count(cell => cell is { Family: Family.Mqtt, Scenario: Scenario.Stream, PayloadBytes: 65536 }), Shown(chrome));

        chrome.FindElement(By.CssSelector("#filters button[type=reset]")).Click();
        Assert.Equal(
            cells.Count,
            Number(chrome, "new Promise(done => setTimeout(() => done([...document.querySelectorAll('#cells tbody tr')].filter(row => !row.hidden).length)))"));
    }

    [Fact]
    public void A_question_is_answered_as_the_command_answers_it()
    {
        var run = ResultsFile.Read(PageExamples.ReferencePath());
        (string Fill, Requirements Asked)[] questions =
        [
            ("", new Requirements()),
            ("p99=500", new Requirements { P99Ns = 500_000 }),
            ("p50=100 noBroker=on", new Requirements { P50Ns = 100_000, NoBroker = true }),
            ("payload=65536 p99=5000 cores=1.5", new Requirements { PayloadBytes = 65536, P99Ns = 5_000_000, MaxCores = 1.5 }),
            ("durability=disk", new Requirements { Durability = Durability.Disk }),
            ("responder=on service=on ordered=on", new Requirements { SurvivesResponderRestart = true, SurvivesServiceRestart = true, Ordered = true }),
            ("exactlyOnce=on noService=on p99=1", new Requirements { ExactlyOnce = true, NoService = true, P99Ns = 1_000 }),
        ];
        foreach (var (fill, asked) in questions)
        {
            var chrome = browser.Open(Page.Value);
            foreach (var field in fill.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(field => field.Split('=')))
                chrome.ExecuteScript(
                    "const field = document.getElementById('question').elements[arguments[0]]; "
                        + "if (field.type === 'checkbox') field.checked = true; else field.value = arguments[1]; "
                        + "field.dispatchEvent(new Event('input', { bubbles: true }));",
                    field[0],
                    field[1]);

            var qualified = (IReadOnlyCollection<object>)chrome.ExecuteScript(
                "return [...document.querySelectorAll('#answers tbody tr')].filter(row => row.cells[2].textContent.startsWith('qualifies'))"
                    + ".map(row => [...row.cells].slice(0, 3).map(cell => cell.textContent).join(' '))")!;
            Assert.Equal(
                Advisor.Advise(run, asked).Qualified.Select(verdict => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{verdict.Place} {verdict.Candidate.Transport}{(verdict.Flags.Count > 0 ? " †" : "")} "
                        + $"qualifies{(verdict.Outcome == Outcome.Met ? "" : ", not for sure")}")),
                qualified.Cast<string>());
        }
    }

    [Fact]
    public void It_prints()
    {
        var chrome = browser.Open(Page.Value, dark: true);

        var pdf = chrome.Print(new PrintOptions()).AsByteArray;

        Assert.Equal("%PDF-"u8, pdf.AsSpan(0, 5));
    }

    [Fact]
    public void A_script_in_a_name_does_not_run()
    {
        const string Evil = "<script>document.title = 'taken'</script><img src=x onerror=\"document.title = 'taken'\">";
        var chrome = browser.Open(PageExamples.Of(Run(RoundTrip(Evil, Family.Other, 1000) with { Flags = [new Flag(Evil, Evil)] })));

        Header(chrome, "transport").FindElement(By.TagName("button")).Click();

        Assert.StartsWith("How should", chrome.Title, StringComparison.Ordinal);
        Assert.Equal(Evil, chrome.FindElement(By.CssSelector("#cells tbody th")).Text);
        Assert.Empty(chrome.Manage().Logs.GetLog(LogType.Browser));
    }

    private static IWebElement Header(ChromeDriver chrome, string name) =>
        chrome.FindElements(By.CssSelector("#cells thead th")).Single(header => header.Text.TrimEnd('↕', '↑', '↓', ' ') == name);

    private static List<double?> Column(ChromeDriver chrome, string name)
    {
        var index = chrome.FindElements(By.CssSelector("#cells thead th")).Index().Single(pair => pair.Item.Text.TrimEnd('↕', '↑', '↓', ' ') == name).Index;
        var values = (IReadOnlyCollection<object>)chrome.ExecuteScript(
            $"return [...document.querySelectorAll('#cells tbody tr')].map(row => row.cells[{index}].dataset.v)")!;
        return [.. values.Cast<string>().Select(value => value.Length == 0 ? null : (double?)double.Parse(value, CultureInfo.InvariantCulture))];
    }

    private static long Shown(ChromeDriver chrome) => Number(chrome, "[...document.querySelectorAll('#cells tbody tr')].filter(row => !row.hidden).length");

    private static long Number(ChromeDriver chrome, string script) => (long)chrome.ExecuteScript($"return {script}")!;

    // Of the background as it is drawn, 0 to 1.
    private static double Lightness(ChromeDriver chrome) =>
        ((string)chrome.ExecuteScript("return getComputedStyle(document.body).backgroundColor")!)
            .Split('(', ',', ')')
            .Skip(1)
            .Take(3)
            .Average(part => double.Parse(part, CultureInfo.InvariantCulture)) / 255;
}
