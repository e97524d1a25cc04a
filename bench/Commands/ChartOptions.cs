using System.CommandLine;
using System.Globalization;
using InterContainer.Bench.Commands.Completing;
using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Charts;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Commands;

/// <summary>The options of <c>report</c> that make one chart for a document.</summary>
internal sealed class ChartOptions
{
    private const int MinSide = 200;
    private const int MaxSide = 6000;

    private readonly Option<string?> _chart = new("--chart")
    {
        Description = $"Makes exactly one chart: {Join(ChartKind.All.Select(kind => kind.Name))}.",
        HelpName = "NAME",
        CompletionSources = { CompletionSource.One(ChartKind.All.Select(kind => kind.Name)) },
    };
    private readonly Option<string?> _payload = new("--payload")
    {
        Description = "Of messages of that size: 64, 64KiB. Default: the smallest that the chart has figures for.",
        HelpName = "SIZE",
    };
    private readonly Option<string?> _transport = new("--transport")
    {
        Description = "Of these transports alone: tcp,grpc. Default: all of the run.",
        HelpName = "NAMES",
        CompletionSources = { CompletionSource.Transports },
    };
    private readonly Option<string?> _theme = new("--theme")
    {
        Description = $"{Join(Theme.All.Select(theme => theme.Name))}. Default: light.",
        HelpName = "NAME",
        CompletionSources = { CompletionSource.One(Theme.All.Select(theme => theme.Name)) },
    };
    private readonly Option<string?> _size = new("--size")
    {
        Description = "Pixels of a PNG, units of an SVG: 1600x900. Default: 1920 wide as PNG, 960 as SVG, as high as it needs.",
        HelpName = "WxH",
    };
    private readonly Option<string?> _format = new("--format")
    {
        Description = "svg, png. Default: as --out ends, else svg.",
        HelpName = "KIND",
        CompletionSources = { CompletionSource.One(Enum.GetValues<ChartFormat>().Select(EnumText.Of)) },
    };
    private readonly Option<string?> _out = new("--out") { Description = "The file. Default: one in the folder charts of the run.", HelpName = "FILE" };

    public IEnumerable<Option> All => [_chart, .. Details];

    private Option<string?>[] Details => [_payload, _transport, _theme, _size, _format, _out];

    /// <summary>Whether one chart is asked for.</summary>
    /// <exception cref="UsageException">It is not, but something of it is.</exception>
    public bool IsAsked(ParseResult parsed) =>
        parsed.GetValue(_chart) is not null || (Array.Find(Details, option => parsed.GetValue(option) is not null) is { } detail
            ? throw new UsageException($"{detail.Name} is of one chart: give --chart as well, one of {Join(ChartKind.All.Select(kind => kind.Name))}.")
            : false);

    /// <summary>Makes the chart.</summary>
    /// <returns>The path of its file.</returns>
    /// <exception cref="UsageException">A value is not accepted, or the run has no figures for it.</exception>
    public string Save(ParseResult parsed, RunResults run, string folder)
    {
        var kind = One("--chart", parsed.GetValue(_chart)!, ChartKind.All, kind => kind.Name);
        var theme = parsed.GetValue(_theme) is { } name ? One("--theme", name, Theme.All, theme => theme.Name) : Theme.Light;
        var size = parsed.GetValue(_size) is { } text ? Size(text) : default((int Width, int Height)?);
        var format = Format(parsed.GetValue(_format), parsed.GetValue(_out));
        var chosen = parsed.GetValue(_transport) is { } transports ? TransportFilter.Of(run, transports) : run;
        var chart = Draw(kind, chosen, theme, parsed.GetValue(_payload) is { } payload ? AdviceValues.Payload(payload) : null);
        var path = parsed.GetValue(_out)
            ?? Path.Combine(folder, "charts", $"{chart.Name}{(theme == Theme.Light ? "" : $"-{theme.Name}")}.{EnumText.Of(format)}");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            var scale = format == ChartFormat.Png ? 2 : 1;
            chart.Save(path, format, size?.Width ?? ChartLayout.Width * scale, size?.Height ?? chart.Height * scale);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"--out {path}: cannot be written ({e.Message.TrimEnd('.')}); give a file that can.", e);
        }
    }

    private static Chart Draw(ChartKind kind, RunResults run, Theme theme, int? payload)
    {
        IReadOnlyList<int> payloads = [.. run.Results.Select(cell => cell.PayloadBytes).Distinct().Order()];
        // A chart that is of no payload at all is drawn where there is no cell, too.
        IReadOnlyList<int> tried = payload is { } one ? [one] : payloads.Count > 0 ? payloads : [0];
        if (tried.Select(bytes => kind.Draw(run, theme, bytes)).FirstOrDefault(chart => chart is not null) is { } drawn)
            return drawn;
        var others = ChartKind.All.Where(other => payloads.Append(0).Any(bytes => other.Draw(run, theme, bytes) is not null))
            .Select(other => other.Name)
            .ToList();
        throw new UsageException(
            $"--chart {kind.Name}: {(payload is { } bytes ? $"of {Figures.Bytes(bytes)} " : "")}there are no figures for it "
                + $"(payloads: {Join(payloads.Select(size => Figures.Bytes(size)))}; charts: {Join(others)}). "
                + $"What it needs is measured by: dotnet run -c Release --project bench -- {kind.Measures}");
    }

    private static T One<T>(string flag, string text, IReadOnlyList<T> known, Func<T, string> name)
        where T : class => known.FirstOrDefault(one => name(one) == text)
        ?? throw new UsageException($"{flag} {text}: accepted are {Join(known.Select(name))}.");

    private static (int Width, int Height) Size(string text) =>
        text.Split('x') is [var width, var height] && Side(width) is { } wide && Side(height) is { } high
            ? (wide, high)
            : throw new UsageException($"--size {text}: accepted are width and height from {MinSide} to {MaxSide}, written 1600x900.");

    private static int? Side(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var side) && side is >= MinSide and <= MaxSide ? side : null;

    private static ChartFormat Format(string? asked, string? path)
    {
        var formats = Enum.GetValues<ChartFormat>();
        var named = Path.GetExtension(path)?.TrimStart('.').ToLowerInvariant();
        var byName = formats.Where(format => EnumText.Of(format) == named).Select(format => (ChartFormat?)format).FirstOrDefault();
        if (asked is null)
            return byName ?? (string.IsNullOrEmpty(named)
                ? ChartFormat.Svg
                : throw new UsageException($"--out {path}: accepted are files that end in .svg or .png; or give --format."));
        var format = Enum.Parse<ChartFormat>(One("--format", asked, [.. formats.Select(EnumText.Of)], word => word), ignoreCase: true);
        return byName is null || byName == format
            ? format
            : throw new UsageException($"--out {path}: the name says {named} and --format says {asked}; make them agree, or leave --format out.");
    }

    private static string Join(IEnumerable<string> words) => string.Join(", ", words) is { Length: > 0 } joined ? joined : "none";
}

/// <summary>Some transports of a run, which need not be known to this version.</summary>
internal static class TransportFilter
{
    /// <param name="run">The run.</param>
    /// <param name="text">Names with a comma between; one without options stands for it with any.</param>
    /// <exception cref="UsageException">The run has no such transport.</exception>
    public static RunResults Of(RunResults run, string text)
    {
        var known = run.Results.Select(cell => cell.Transport).Concat(run.Calibration.Select(row => row.Transport)).Distinct().ToList();
        var names = Values.SplitTransports(text);
        return names.FirstOrDefault(name => !known.Exists(transport => Matches(transport, name))) is { } unknown
            ? throw new UsageException($"--transport {unknown}: this run has {string.Join(", ", known)}.")
            : run with
            {
                Results = [.. run.Results.Where(cell => names.Any(name => Matches(cell.Transport, name)))],
                Calibration = [.. run.Calibration.Where(row => names.Any(name => Matches(row.Transport, name)))],
            };
    }

    private static bool Matches(string transport, string name) => transport == name || transport.Split(':')[0] == name;
}
