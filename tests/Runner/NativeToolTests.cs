using InterContainer.Runner.Calibration;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Results;
using InterContainer.Transports;
using InterContainer.Transports.Database;

namespace InterContainer.Tests.Runner;

public class NativeToolTests
{
    [Fact]
    public void Sockperf_reports_microseconds() => AssertNs(
        86_097,
        147_979,
        Sockperf.PingPong.Read(
            "sockperf: ---> percentile 99.900 =  309.810\nsockperf: ---> percentile 99.000 =  147.979\nsockperf: ---> percentile 50.000 =   86.097\n"));

    [Fact]
    public void Sockperf_reports_a_rate() =>
        Assert.Equal(391_390, Sockperf.Throughput.Read("sockperf: Summary: Message Rate is 391390 [msg/sec]\n")[Quantity.MessagesPerSecond]);

    [Fact]
    public void Iperf3_reports_bits() =>
        Assert.Equal(1e9, Iperf3.Stream.Read("""{"end":{"sum_received":{"bits_per_second":8e9}}}""")[Quantity.BytesPerSecond]);

    [Fact]
    public void Wrk_reports_in_units_that_differ() => AssertNs(
        108_000,
        2_010_000,
        Wrk.Post.Read(
            "    Latency   114.28us   79.25us   2.42ms   97.26%\n"
                + "  Latency Distribution\n     50%  108.00us\n     90%  140.00us\n     99%    2.01ms\n"));

    [Fact]
    public void Wrk_says_when_the_server_refused() =>
        Assert.Throws<FormatException>(() => Wrk.Post.Read("     50%  1.00us\n     99%  2.00us\n  Non-2xx or 3xx responses: 5\n"));

    [Fact]
    public void Pgbench_logs_microseconds_a_line() =>
        // The first tenth is left out: of 11 to 110 the median is 61 and the 99th percentile 110.
        Assert.Equal(61_000, Pgbench.PollRoundTrip.Read(string.Join('\n', Enumerable.Range(1, 110).Select(i => i < 12 ? 1_000_000 : i)))[Quantity.P50]);

    [Theory]
    [InlineData(PostgresTable.Poll, "'t'", "")]
    [InlineData(PostgresTable.Claim, "'t'", "100")]
    [InlineData(PostgresTable.ReadNext, "'0123456789abcdef0123456789abcdef'", "0")]
    [InlineData(PostgresTable.Removal, "'0123456789abcdef0123456789abcdef'", "9223372036854775807")]
    public void Pgbench_runs_the_statements_of_the_transport(string statement, string recipient, string second)
    {
        static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var filled = statement.Replace("{0}", "t", StringComparison.Ordinal)
            .Replace("$1", recipient, StringComparison.Ordinal)
            .Replace("$2", second, StringComparison.Ordinal);

        Assert.Contains($"{OneLine(filled)};", OneLine(Pgbench.Script("t")), StringComparison.Ordinal);
    }

    [Fact]
    public void Libmosquitto_reports_microseconds() => AssertNs(
        119_300,
        243_100,
        MqttPingPong.AtMostOnce.Read("p50 119.3 p99 243.1\n"));

    [Fact]
    public void Hiredis_ping_pong_reports_microseconds() => AssertNs(
        119_300,
        243_100,
        BrokerPingPong.Redis.Read("p50 119.3 p99 243.1\n"));

    [Fact]
    public void The_page_of_C_for_NATS_reports_microseconds() => AssertNs(
        119_300,
        243_100,
        BrokerPingPong.Nats.Read("p50 119.3 p99 243.1\n"));

    [Fact]
    public void The_page_of_C_reports_microseconds() => AssertNs(
        19_300,
        43_100,
        UdsPingPong.BackToBack.Read("p50 19.3 p99 43.1\n"));

    [Fact]
    public void H2load_reports_a_rate() => Assert.Equal(
        51_234.5,
        H2load.Post.Read("finished in 2.00s, 51234.50 req/s, 5.41MB/s\nstatus codes: 102469 2xx, 0 3xx, 0 4xx, 0 5xx\n")[Quantity.MessagesPerSecond]);

    [Fact]
    public void H2load_says_when_the_responder_refused() => Assert.Throws<FormatException>(() =>
        H2load.Post.Read("finished in 2.00s, 51234.50 req/s, 5.41MB/s\nstatus codes: 0 2xx, 0 3xx, 102469 4xx, 0 5xx\n"));

    [Fact]
    public void A_password_is_no_argument_which_every_user_of_the_machine_sees()
    {
        var endpoints = new PairEndpoints
        {
            Channel = "pair",
            Services = Catalogue.BuiltIn.Services.ToDictionary(
                service => service.Name,
                service => new ServiceAddress(service.Name, service.Port) { User = "u", Password = new Secret("sandpiper") }),
        };
        var commands = NativeTools.All.SelectMany(tool => new[] { tool.Server, tool.Client })
            .OfType<Func<PairEndpoints, ToolCommand>>()
            .Select(command => command(endpoints))
            .ToList();

        Assert.All(commands, command => Assert.DoesNotContain("sandpiper", command.Shell, StringComparison.Ordinal));
        Assert.Contains(commands, command => command.Environment.Values.Contains("sandpiper"));
    }

    [Fact]
    public void What_is_no_report_is_said_to_be_none() =>
        Assert.All(NativeTools.All, tool => Assert.Throws<FormatException>(() => tool.Read("Segmentation fault")));

    [Fact]
    public void Every_counterpart_is_a_transport_with_options_it_accepts() => Assert.All(
        NativeTools.All.SelectMany(tool => tool.Counterparts),
        counterpart => Assert.Equal(counterpart.Transport, TransportChoice.Parse(counterpart.Transport, Catalogue.BuiltIn).Text));

    [Fact]
    public void Ratios_are_of_rounds_and_not_of_medians() =>
        Assert.Equal(new RatioSpread(2, 0.5, 3), RatioSpread.Of([10, 40, 30], [20, 20, 10]));

    private static void AssertNs(double p50, double p99, IReadOnlyDictionary<Quantity, double> figures)
    {
        Assert.Equal(2, figures.Count);
        Assert.Equal(p50, figures[Quantity.P50], 0.5);
        Assert.Equal(p99, figures[Quantity.P99], 0.5);
    }
}
