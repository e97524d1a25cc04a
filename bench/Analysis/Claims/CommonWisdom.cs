using InterContainer.Bench.Formatting;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Bench.Analysis.Claims;

/// <summary>What introductions to containers say of the ways to talk, and what a run says to it. Each rule stands in docs/claims.md. Pure.</summary>
internal static class CommonWisdom
{
    private static readonly string[] Direct = ["tcp", "uds"];
    private static readonly string[] MqttLinks = ["mqtt-qos0", "mqtt-ws", "mqtt-uds"];

    /// <summary>The claims and how each is checked, in the order in which they are usually made.</summary>
    public static IReadOnlyList<(string Claim, Func<Evidence, Finding> Check)> Claims { get; } =
    [
        ("sockets are the direct way", SocketsAreDirect),
        ("a shared filesystem is slow, and not recommended", FilesAreSlow),
        ("a shared filesystem must be polled all the time", FilesMustBePolled),
        ("a database must be polled too", DatabasesMustBePolled),
        ("a database takes a lot of business logic and debugging", WritingWisdom.DatabasesTakeLogic),
        ("HTTP can close its connection or keep it", HttpConnections),
        ("HTTP is human-readable", WritingWisdom.HttpIsReadable),
        ("MQTT is light", MqttIsLight),
        ("MQTT runs over any ordered, lossless, bidirectional connection", MqttRunsOverAnything),
        ("containers use the host's memory directly", MemoryIsShared),
        ("containers are isolated, yet communicate through well-defined channels", NetworkWisdom.IsolatedYetReachable),
        ("containers can export ports", NetworkWisdom.PortsCanBeExported),
        ("the host's network is faster than a bridge", NetworkWisdom.HostIsFaster),
        ("more peers need more sockets", ScalingWisdom.PeersNeedSockets),
        ("HTTP is stateless: no mesh of open sockets is needed", ScalingWisdom.HttpNeedsNoMesh),
        ("containers scale up by more resources", ScalingWisdom.MoreResourcesHelp),
        ("containers scale out by duplication", ScalingWisdom.DuplicatesHelp),
    ];

    private static Finding SocketsAreDirect(Evidence evidence)
    {
        var direct = Direct.Select(evidence.RoundTrip).OfType<CellResult>().ToList();
        var through = evidence.RoundTrips.Where(cell => cell.UsesService).ToList();
        if (direct.Count < 2 || through.Count == 0)
            return Finding.NotMeasured("--transport tcp,uds,mqtt-qos0,mqtt-uds,postgres-notify --scenario round-trip");
        var because = $"{Median(direct[0])}, {Median(direct[1])}; the fastest through a broker or a database: {Median(through[0])}";
        var ruling = direct.All(cell => through.All(other => evidence.IsFaster(cell, other))) ? Ruling.Supported
            : direct.Any(cell => through.Any(other => evidence.IsFaster(other, cell))) ? Ruling.Refuted
            : Ruling.Depends;
        return new Finding(ruling, because);
    }

    private static Finding FilesAreSlow(Evidence evidence)
    {
        var files = evidence.RoundTrips.Where(cell => cell.Family == Family.Filesystem).ToList();
        if (evidence.RoundTrip("tcp") is not { } tcp || files.Count == 0)
            return Finding.NotMeasured("--transport tcp,file-poll,file-watch,shared-memory --scenario round-trip");
        var ruling = files.All(cell => evidence.IsFaster(tcp, cell)) ? Ruling.Supported
            : files.All(cell => evidence.IsFaster(cell, tcp)) ? Ruling.Refuted
            : Ruling.Depends;
        return new Finding(ruling, $"on how: {string.Join(", ", files.Select(Median))}; {Median(tcp)}");
    }

    private static Finding FilesMustBePolled(Evidence evidence) =>
        MustBePolled(evidence, "file-poll", "file-watch", "the kernel wakes the reader of a file");

    private static Finding DatabasesMustBePolled(Evidence evidence) =>
        MustBePolled(evidence, "postgres-poll", "postgres-notify", "LISTEN/NOTIFY wakes the reader of a row");

    // Refuted where the other way works and is not slower; the evidence also tells what polling takes while idle.
    private static Finding MustBePolled(Evidence evidence, string polling, string told, string how)
    {
        if (evidence.RoundTrip(polling) is not { } polls || evidence.RoundTrip(told) is not { } waits)
            return Finding.NotMeasured($"--transport {polling},{told} --scenario round-trip,idle");
        var idle = evidence.Idle(polling) is { } one && evidence.Idle(told) is { } other
            ? $"; idle {Cores(one)} against {Cores(other)} cores"
            : "";
        return new Finding(evidence.IsFaster(polls, waits) ? Ruling.Depends : Ruling.Refuted, $"{how}: {Median(waits)}, {Median(polls)}{idle}");
    }

    private static Finding HttpConnections(Evidence evidence)
    {
        if (evidence.RoundTrip("http1") is not { } keeps || evidence.RoundTrip("http1-close") is not { } closes)
            return Finding.NotMeasured("--transport http1,http1-close --scenario round-trip");
        return new Finding(Ruling.Supported, $"both work; {Median(keeps)}, and {Median(closes)} with a connection for each request, {Times(closes, keeps)}");
    }

    // Light: the broker takes less CPU time and memory than either of its clients does.
    private static Finding MqttIsLight(Evidence evidence)
    {
        var cell = evidence.RoundTrip("mqtt-qos0");
        if (cell?.Cost is not { Initiator: { CpuNsPerMessage: { } one } initiator, Responder: { CpuNsPerMessage: { } other } responder } cost
            || cost.Service is not { CpuNsPerMessage: { } broker } service
            || !cost.HoldsMemory())
            return Finding.NotMeasured("--transport mqtt-qos0,tcp --scenario round-trip --isolation container");
        var light = broker < Math.Min(one, other)
            && service.PeakMemoryBytes < Math.Min(initiator.PeakMemoryBytes, responder.PeakMemoryBytes);
        var againstTcp = evidence.RoundTrip("tcp")?.CpuNsPerMessage() is { } tcp and > 0
            ? $"; all roles together {Figures.Digits(cell.CpuNsPerMessage()!.Value / tcp)}× the CPU time of tcp"
            : "";
        return new Finding(
            light ? Ruling.Supported : Ruling.Refuted,
            $"of {Figures.Duration(cell.CpuNsPerMessage()!.Value)} CPU time a round trip the broker takes {Figures.Duration(broker)}, "
                + $"and holds {Figures.Bytes(service.PeakMemoryBytes)}{againstTcp}");
    }

    private static Finding MqttRunsOverAnything(Evidence evidence)
    {
        var ways = MqttLinks.Select(evidence.RoundTrip).OfType<CellResult>().ToList();
        if (ways.Count < MqttLinks.Length)
            return Finding.NotMeasured("--transport mqtt-qos0,mqtt-ws,mqtt-uds --scenario round-trip");
        var lost = ways.Sum(cell => cell.Counts?.Lost ?? 0);
        return new Finding(
            lost == 0 ? Ruling.Supported : Ruling.Refuted,
            $"over TCP, WebSocket and a Unix socket: {string.Join(", ", ways.Select(Median))}, {(lost == 0 ? "nothing" : $"{lost} messages")} lost");
    }

    // Directly: without the kernel, which a socket of the same host goes through twice.
    private static Finding MemoryIsShared(Evidence evidence)
    {
        if (evidence.RoundTrip("shared-memory") is not { } memory || evidence.RoundTrip("uds") is not { } socket)
            return Finding.NotMeasured("--transport shared-memory,uds --scenario round-trip --isolation container");
        var ratio = socket.LatencyNs!.P50 / memory.LatencyNs!.P50;
        return new Finding(
            ratio > 10 ? Ruling.Supported : Ruling.Depends,
            $"{Median(memory)} between two {(memory.Isolation == Isolation.Container ? "containers" : "processes")}, {Median(socket)}, "
                + $"{Figures.Digits(ratio)}×");
    }

    private static string Median(CellResult cell) => $"{cell.Transport} {Figures.Duration(cell.LatencyNs!.P50)}";

    private static string Cores(CellResult cell) => cell.TotalCores() is { } cores ? Figures.Digits(cores) : "?";

    private static string Times(CellResult slow, CellResult fast) => $"{Figures.Digits(slow.LatencyNs!.P50 / fast.LatencyNs!.P50)}×";
}
