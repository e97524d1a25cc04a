using System.Globalization;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Notes;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Page;

/// <summary>The machine, the images, and the command that makes the run again.</summary>
internal static class MachineSection
{
    private const int MostImages = 50;

    public static void Add(Html page, RunResults run)
    {
        var (info, host) = (run.Run, run.Run.Host);
        page.Open("section", ("id", "machine")).Element("h2", "The machine").Open("dl");
        foreach (var (term, text) in new[]
        {
            ("Processor", $"{host.Cpu}, {host.Cores} cores"),
            ("Its traits", string.Join("; ", new[] { ProcessorText.Of(host.Processor), ProcessorText.Speed(host.Processor) }.OfType<string>())),
            ("Memory", Figures.Bytes(host.MemoryBytes)),
            ("System", $"{host.Os}, kernel {host.Kernel}"),
            ("Runtime", host.Runtime),
            ("Engine", host.Engine is null
                ? "none took part"
                : $"{host.Engine} {host.EngineVersion}, storage {host.StorageDriver ?? "not known"}, cgroup v{host.CgroupVersion ?? "?"}"),
            ("Run", $"{info.Id}, {Time(info.StartedUtc)} to {(info.FinishedUtc is { } end ? Time(end) : "its interruption")} UTC"),
            ("Plan", MachineText.Plan(run) ?? ""),
            ("Merged", MachineText.Merged(run) ?? ""),
            ("Resumed", MachineText.Resumed(run) ?? ""),
            ("Time", MachineText.Shares(run) ?? ""),
            ("Its speed meanwhile", string.Join(" ", ProbeText.Of(run))),
            ("Version", info.Version),
        }.Where(pair => pair.Item2.Length > 0))
            page.Element("dt", term).Element("dd", text).Line();
        page.Close("dl");
        Images(page, run);
        page.Close("section").Line().Open("section", ("id", "reproduce")).Element("h2", "To reproduce it")
            .Open("pre", ("tabindex", "0")).Element("code", info.Command).Close("pre")
            .Element(
                "p",
                "Every figure of this page, and the histograms behind it, stand in results.json next to it; charts/ has each drawing as PNG and SVG.",
                ("class", "aside"))
            .Close("section")
            .Line();
    }

    private static void Images(Html page, RunResults run)
    {
        var images = run.Results.SelectMany(cell => cell.Images).Distinct().OrderBy(image => image.Key, StringComparer.Ordinal).ToList();
        if (images.Count == 0)
            return;
        page.Element("h3", "Images").Open("dl", ("class", "digests"));
        foreach (var (role, image) in images.Take(MostImages))
            page.Element("dt", role).Open("dd").Element("code", image).Close("dd").Line();
        page.Close("dl");
        if (images.Count > MostImages)
            page.Element("p", $"{images.Count - MostImages} more stand in results.json.", ("class", "aside"));
    }

    private static string Time(DateTime utc) => utc.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
