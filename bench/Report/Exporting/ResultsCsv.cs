using InterContainer.Bench.Formatting;
using InterContainer.Bench.Report.Tables;
using InterContainer.Bench.Statistics;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Exporting;

/// <summary>A run as tidy data: a row a cell, a column a figure, its unit at the end of its name. A figure that a cell does not have is empty. Pure.</summary>
internal static class ResultsCsv
{
    private static readonly (string Name, Func<CellResult, object?> Of)[] Columns =
    [
        Of(CellColumns.Transport),
        Of(CellColumns.Family),
        Of(CellColumns.Scenario),
        Of(CellColumns.Payload),
        Of(CellColumns.Initiators),
        Of(CellColumns.InFlight),
        Of(CellColumns.Responders),
        Of(CellColumns.Processors),
        Of(CellColumns.Memory),
        ("limits_responders_only", cell => cell.Conditions.LimitsRespondersOnly ? 1 : 0),
        Of(CellColumns.Offered),
        ("arrivals", cell => cell.Arrivals is { } arrivals ? EnumText.Of(arrivals) : null),
        ("poll_interval_ms", cell => cell.PollIntervalMs),
        Of(CellColumns.Isolation),
        Of(CellColumns.Status()),
        ("reason", cell => cell.Reason),
        .. CellColumns.Latency.All.Select(Of),
        .. CellColumns.ServiceTime.All.Select(Of),
        .. CellColumns.OneWayRequest.All.Select(Of),
        .. CellColumns.OneWayReply.All.Select(Of),
        Of(CellColumns.Rate),
        Of(CellColumns.Bytes),
        ("scheduled", cell => cell.Scheduled),
        ("sent", cell => cell.Counts?.Sent),
        ("received", cell => cell.Counts?.Received),
        Of(CellColumns.Lost),
        ("duplicated", cell => cell.Counts?.Duplicated),
        ("reordered", cell => cell.Counts?.Reordered),
        ("corrupted", cell => cell.Counts?.Corrupted),
        .. Of("initiator", cell => cell.Sockets?.Initiator),
        .. Of("responder", cell => cell.Sockets?.Responder),
        .. Of("service", cell => cell.Sockets?.Service),
        .. Of("initiator", cell => cell.Cost?.Initiator),
        .. Of("responder", cell => cell.Cost?.Responder),
        .. Of("service", cell => cell.Cost?.Service),
        ("steal_fraction", cell => cell.Interference?.StealFraction),
        ("other_cpu_fraction", cell => cell.Interference?.OtherCpuFraction),
        ("cpu_pressure_fraction", cell => cell.Interference?.CpuPressureFraction),
        ("retries", cell => cell.Retries),
        Of(CellColumns.Durability),
        ("delivery", cell => cell.Guarantees is { } guarantees ? EnumText.Of(guarantees.Delivery) : null),
        ("ordered", cell => cell.Guarantees?.Ordered),
        ("survives_responder_restart", cell => cell.Guarantees?.SurvivesResponderRestart),
        ("survives_service_restart", cell => cell.Guarantees?.SurvivesServiceRestart),
        ("settings", cell => string.Join(
            "; ",
            cell.Settings.OrderBy(setting => setting.Key, StringComparer.Ordinal).Select(setting => $"{setting.Key}={setting.Value}"))),
        ("flags", cell => string.Join("; ", cell.Flags.Select(flag => flag.Text))),
    ];

    public static string Of(RunResults run)
    {
        var uncertainty = new Uncertainty(run);
        (string Name, Func<CellResult, object?> Of)[] columns =
            [.. Columns, .. Intervals.Select(quantity => Of(CellColumns.Interval(uncertainty, quantity))), .. Later];
        return Csv.Of(
            [.. columns.Select(column => column.Name)],
            run.Results.Select(cell => (IReadOnlyList<object?>)[.. columns.Select(column => column.Of(cell))]));
    }

    private static readonly Quantity[] Intervals = [Quantity.P50, Quantity.P99, Quantity.MessagesPerSecond];

    // A reader may count columns, so what is new stands at the end.
    private static readonly (string Name, Func<CellResult, object?> Of)[] Later =
    [
        ("rounds", cell => cell.Rounds.Count),
        ("fewest_messages_a_round", cell => cell.Rounds.Count == 0 ? null : cell.Rounds.Min(round => round.Messages)),
        ("warm_up_ns", cell => cell.WarmUpNs),
        ("measured_ns", cell => cell.MeasuredNs),
        .. Of("initiator", cell => cell.Agents?.Initiator),
        .. Of("responder", cell => cell.Agents?.Responder),
        ("flag_codes", cell => string.Join("; ", cell.Flags.Select(flag => flag.Code))),
        .. CellColumns.SendLateness.All.Select(Of),
        ("runs", cell => cell.Rounds.Select(round => round.Run).Distinct().Count()),
        Of(CellColumns.Silence),
        Of(CellColumns.Subscribers),
        Of(CellColumns.FanOut),
        .. CellColumns.Places.Select(Of),
    ];

    private static (string Name, Func<CellResult, object?> Of) Of(CellColumn column) => (column.Key!, column.Value);

    private static IEnumerable<(string Name, Func<CellResult, object?> Of)> Of(string role, Func<CellResult, SocketCounts?> of) =>
    [
        ($"{role}_open_sockets", cell => of(cell)?.Open),
        ($"{role}_listening_sockets", cell => of(cell)?.Listening),
        ($"{role}_time_wait_sockets", cell => of(cell)?.TimeWait),
    ];

    private static IEnumerable<(string Name, Func<CellResult, object?> Of)> Of(string role, Func<CellResult, RuntimeActivity?> of) =>
    [
        ($"{role}_compiled_methods", cell => of(cell)?.CompiledMethods),
        ($"{role}_compile_ns", cell => of(cell)?.CompileNs),
        ($"{role}_gc_count", cell => of(cell)?.GcCount),
        ($"{role}_gc_pause_ns", cell => of(cell)?.GcPauseNs),
        ($"{role}_allocated_bytes_per_message", cell => of(cell)?.AllocatedBytesPerMessage),
    ];

    private static IEnumerable<(string Name, Func<CellResult, object?> Of)> Of(string role, Func<CellResult, RoleCost?> of) =>
    [
        ($"{role}_cpu_ns_per_message", cell => of(cell)?.CpuNsPerMessage),
        ($"{role}_cpu_cores", cell => of(cell)?.CpuCores),
        ($"{role}_peak_memory_bytes", cell => of(cell)?.PeakMemoryBytes),
    ];
}
