using InterContainer.Bench.Comparing;
using InterContainer.Bench.Reporting;
using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Exporting;

/// <summary>A run as tidy data: a row a cell, a column a figure, its unit at the end of its name. A figure that a cell does not have is empty. Pure.</summary>
internal static class ResultsCsv
{
    private static readonly (string Name, Func<CellResult, object?> Of)[] Columns =
    [
        ("transport", cell => cell.Transport),
        ("family", cell => EnumText.Of(cell.Family)),
        ("scenario", cell => EnumText.Of(cell.Scenario)),
        ("payload_bytes", cell => cell.PayloadBytes),
        ("initiators", cell => cell.Initiators),
        ("in_flight", cell => cell.InFlight),
        ("responders", cell => cell.Responders),
        ("cpus", cell => cell.Conditions.Cpus),
        ("memory_bytes", cell => cell.Conditions.MemoryBytes),
        ("limits_responders_only", cell => cell.Conditions.LimitsRespondersOnly ? 1 : 0),
        ("offered_per_second", cell => cell.OfferedRate),
        ("arrivals", cell => cell.Arrivals is { } arrivals ? EnumText.Of(arrivals) : null),
        ("poll_interval_ms", cell => cell.PollIntervalMs),
        ("isolation", cell => EnumText.Of(cell.Isolation)),
        ("status", cell => EnumText.Of(cell.Status)),
        ("reason", cell => cell.Reason),
        .. Of("latency", cell => cell.LatencyNs),
        .. Of("service_time", cell => cell.ServiceTimeNs),
        .. Of("one_way_request", cell => cell.OneWayRequestNs),
        .. Of("one_way_reply", cell => cell.OneWayReplyNs),
        ("messages_per_second", cell => cell.Throughput?.MessagesPerSecond),
        ("bytes_per_second", cell => cell.Throughput?.BytesPerSecond),
        ("scheduled", cell => cell.Scheduled),
        ("sent", cell => cell.Counts?.Sent),
        ("received", cell => cell.Counts?.Received),
        ("lost", cell => cell.Counts?.Lost),
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
        ("durability", cell => cell.Settings.GetValueOrDefault(Transports.Durability.Setting)),
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
        (string Name, Func<CellResult, object?> Of)[] columns = [.. Columns, .. Of(new Uncertainty(run)), .. Later];
        return Csv.Of(
            [.. columns.Select(column => column.Name)],
            run.Results.Select(cell => (IReadOnlyList<object?>)[.. columns.Select(column => column.Of(cell))]));
    }

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
        .. Of("send_lateness", cell => cell.SendLatenessNs),
        ("runs", cell => cell.Rounds.Select(round => round.Run).Distinct().Count()),
        ("silence_ms", cell => cell.SilenceMs),
        ("subscribers", cell => cell.Subscribers),
        ("fan_out", FanOutText.Way),
    ];

    // Of a run, not of a cell.
    private static IEnumerable<(string Name, Func<CellResult, object?> Of)> Of(Uncertainty uncertainty) =>
    [
        ("latency_p50_ln_uncertainty", cell => uncertainty.Of(cell, Quantity.P50)),
        ("latency_p99_ln_uncertainty", cell => uncertainty.Of(cell, Quantity.P99)),
        ("messages_per_second_ln_uncertainty", cell => uncertainty.Of(cell, Quantity.MessagesPerSecond)),
    ];

    private static IEnumerable<(string Name, Func<CellResult, object?> Of)> Of(string name, Func<CellResult, DistributionSummary?> of) =>
    [
        ($"{name}_count", cell => of(cell)?.Count),
        ($"{name}_min_ns", cell => of(cell)?.Min),
        ($"{name}_mean_ns", cell => of(cell)?.Mean),
        ($"{name}_p50_ns", cell => of(cell)?.P50),
        ($"{name}_p90_ns", cell => of(cell)?.P90),
        ($"{name}_p99_ns", cell => of(cell)?.P99),
        ($"{name}_p999_ns", cell => of(cell)?.P999),
        ($"{name}_max_ns", cell => of(cell)?.Max),
    ];

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
