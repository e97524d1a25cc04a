using System.Diagnostics;
using System.Xml.Linq;
using InterContainer.Bench.Report.Charts;
using InterContainer.Runner.Results;
using ScottPlot;

namespace InterContainer.Tests.Bench;

/// <summary>Charts have letters where the machine has none, and the same ones everywhere.</summary>
public sealed class ChartFontTests : IDisposable
{
    // Where Skia, built without fontconfig, looks for fonts.
    private static readonly string[] Places = ["/usr/share/fonts", "/usr/local/share/fonts"];

    private static readonly string[] Runs = ["reference", "reference-scale-up", "reference-scale-out"];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("font-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_text_of_every_chart_is_in_the_font_that_comes_along_which_has_each_letter_of_it()
    {
        var texts = Reference().SelectMany(chart => XDocument.Parse(ChartFont.SvgOf(chart.Plot, ChartLayout.Width, chart.Height)).Descendants())
            .Where(element => element.Name.LocalName == "text").ToList();

        Assert.NotEmpty(texts);
        Assert.All(texts, text => Assert.Equal($"{ChartFont.Family}, Arial, Helvetica, sans-serif", text.Attribute("font-family")?.Value));
        Assert.All(new[] { FontWeight.Normal, FontWeight.Bold }, weight =>
        {
            var letters = ScottPlot.Fonts.GetTypeface(ChartFont.Family, weight, FontSlant.Upright, FontSpacing.Normal);
            Assert.Equal((ChartFont.Family, weight == FontWeight.Bold), (letters.FamilyName, letters.IsBold));
            Assert.All(texts.Select(text => text.Value.Trim()).Distinct(), text => Assert.True(letters.ContainsGlyphs(text), text));
        });
    }

    [Fact]
    public async Task A_machine_without_fonts_draws_what_any_other_draws()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Needs root on Linux, to hide the fonts of this machine from one process.");
        var run = Directory.CreateDirectory(Path.Combine(_folder.FullName, "run")).FullName;
        File.Copy(Repository.Path("results", "reference-scale-up", ResultsFile.Name), Path.Combine(run, ResultsFile.Name));
        var hide = string.Concat(Places.Where(Directory.Exists).Select(place => $"mount -t tmpfs none {place} && "));
        var report = new ProcessStartInfo(
            "unshare",
            ["--mount", "sh", "-c", $"{hide}exec dotnet exec \"$0\" report \"$1\"", Path.Combine(AppContext.BaseDirectory, "InterContainer.Bench.dll"), run])
        {
            RedirectStandardOutput = true,
        };

        using var process = Process.Start(report)!;
        await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.Equal(0, process.ExitCode);
        var there = Directory.GetFiles(Path.Combine(run, "charts"), "*.png");
        Assert.NotEmpty(there);
        var here = Directory.CreateDirectory(Path.Combine(_folder.FullName, "here")).FullName;
        foreach (var chart in ChartSet.Draw(ResultsFile.Read(run)))
            chart.Save(here);
        Assert.All(there, png => Assert.Equal(File.ReadAllBytes(Path.Combine(here, Path.GetFileName(png))), File.ReadAllBytes(png)));
    }

    private static IEnumerable<Chart> Reference() =>
        Runs.SelectMany(run => ChartSet.Draw(ResultsFile.Read(Repository.Path("results", run))));
}
