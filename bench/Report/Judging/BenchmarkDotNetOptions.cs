using BenchmarkDotNet.Configs;
using BenchmarkDotNet.ConsoleArguments;
using BenchmarkDotNet.ConsoleArguments.ListBenchmarks;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Loggers;

namespace InterContainer.Bench.Report.Judging;

/// <summary>BenchmarkDotNet's own options on our command line.</summary>
internal sealed class BenchmarkDotNetOptions
{
    private readonly IConfig _config;

    private BenchmarkDotNetOptions(IReadOnlyList<string> arguments, IConfig config, bool lists)
    {
        Arguments = arguments;
        _config = config;
        Lists = lists;
    }

    public IReadOnlyList<string> Arguments { get; }

    /// <summary>Whether they ask for names only.</summary>
    public bool Lists { get; }

    /// <exception cref="UsageException">BenchmarkDotNet does not know one of them, or its value.</exception>
    public static BenchmarkDotNetOptions Parse(IReadOnlyList<string> arguments)
    {
        if (arguments is [var first, ..] && !first.StartsWith('-'))
            throw new UsageException("A word stands alone, without an option before it: run takes options only, see run --help.");
        var complaints = new AccumulationLogger();
        var (isSuccess, config, options) = ConfigParser.Parse([.. arguments], complaints, ManualConfig.CreateEmpty());
        if (!isSuccess)
            throw new UsageException(Complaint(arguments, complaints.GetLog()));
        return new BenchmarkDotNetOptions(arguments, config, options.ListBenchmarkCaseMode != ListBenchmarkCaseMode.Disabled);
    }

    /// <summary>Adds what was asked for to a configuration.</summary>
    public IConfig Apply(ManualConfig config)
    {
        config.AddFilter([.. _config.GetFilters()]);
        config.AddExporter([.. _config.GetExporters().Select(exporter => exporter is JsonExporterBase json ? new MeasuredJson(json) : exporter)]);
        return config;
    }

    // It prints its complaint, then a page of help.
    private static string Complaint(IReadOnlyList<string> arguments, string log)
    {
        var complaint = log.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault(
                line => line.Contains("option", StringComparison.OrdinalIgnoreCase) || line.Contains("invalid", StringComparison.OrdinalIgnoreCase));
        // Without the values: one of a mistyped option may hold a secret.
        var names = arguments.Where(argument => argument.StartsWith('-')).Select(argument => argument.Split('=')[0]);
        return $"{string.Join(' ', names)}: {complaint ?? "not accepted"} "
            + "Accepted are the options of run (see run --help) and BenchmarkDotNet's --filter, --list, --exporters and others.";
    }
}
