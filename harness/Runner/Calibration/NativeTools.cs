using InterContainer.Runner.Execution;

namespace InterContainer.Runner.Calibration;

/// <summary>The tools that our figures are compared with.</summary>
internal static class NativeTools
{
    public static IReadOnlyList<NativeTool> All { get; } =
        [
            Sockperf.PingPong,
            .. Sockperf.UnderLoad,
            Sockperf.Throughput,
            Sockperf.ThroughputNoDelay,
            Iperf3.Stream,
            UdsPingPong.BackToBack,
            .. UdsPingPong.UnderLoad,
            Wrk.Post,
            H2load.Post,
            Pgbench.PollRoundTrip,
            MqttPingPong.AtMostOnce,
            MqttPingPong.AtLeastOnce,
        ];
}
