namespace InterContainer.Runner.Calibration;

/// <summary>The tools that our figures are set beside.</summary>
internal static class NativeTools
{
    public static IReadOnlyList<NativeTool> All { get; } =
        [
            Sockperf.PingPong,
            .. Sockperf.UnderLoad,
            Sockperf.Throughput,
            Sockperf.ThroughputNoDelay,
            Iperf3.Stream,
            Wrk.Post,
            Pgbench.PollRoundTrip,
            MqttPingPong.AtMostOnce,
            MqttPingPong.AtLeastOnce,
        ];
}
