using InterContainer.Agent.Contract;
using InterContainer.Bench.Claims;
using InterContainer.Runner.Results;
using InterContainer.Transports;
using Finding = InterContainer.Bench.Claims.Finding;

namespace InterContainer.Tests.Bench;

public class ClaimsTests
{
    [Fact]
    public void A_run_that_lacks_the_cells_says_which_command_adds_them()
    {
        var findings = Findings(RoundTrip("grpc", Family.Http, 50));

        Assert.All(findings.Values, finding => Assert.Equal(Ruling.NotMeasured, finding.Ruling));
        Assert.All(findings.Values, finding => Assert.Contains("bench -- run --", finding.Because, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(60, 90, Ruling.Supported)]
    [InlineData(90, 60, Ruling.Refuted)]
    public void Sockets_are_direct_where_they_are_faster_than_what_goes_through_a_service(long tcp, long broker, Ruling ruling)
    {
        var findings = Findings(RoundTrip("tcp", Family.Sockets, tcp), RoundTrip("uds", Family.Sockets, 50), Served("mqtt-uds", broker, brokerCpu: 1));

        Assert.Equal(ruling, findings["sockets are the direct way"].Ruling);
    }

    [Theory]
    [InlineData(70, 80, Ruling.Supported)]
    [InlineData(70, 30, Ruling.Depends)]
    [InlineData(20, 30, Ruling.Refuted)]
    public void Files_are_slow_where_all_of_them_are(long poll, long watch, Ruling ruling)
    {
        var findings = Findings(RoundTrip("tcp", Family.Sockets, 50), RoundTrip("file-poll", Family.Filesystem, poll), RoundTrip("file-watch", Family.Filesystem, watch));

        Assert.Equal(ruling, findings["a shared filesystem is slow, and not recommended"].Ruling);
    }

    [Theory]
    [InlineData(80, Ruling.Refuted)]
    [InlineData(120, Ruling.Depends)]
    public void What_need_not_be_polled_refutes_that_it_must_be(long notify, Ruling ruling)
    {
        var findings = Findings(RoundTrip("postgres-poll", Family.Database, 100), RoundTrip("postgres-notify", Family.Database, notify));

        Assert.Equal(ruling, findings["a database must be polled too"].Ruling);
    }

    [Theory]
    [InlineData(0.5, Ruling.Supported)]
    [InlineData(2, Ruling.Refuted)]
    public void Mqtt_is_light_where_its_broker_takes_less_than_its_clients(double brokerCpu, Ruling ruling)
    {
        var findings = Findings(Served("mqtt-qos0", 100, brokerCpu));

        Assert.Equal(ruling, findings["MQTT is light"].Ruling);
    }

    [Fact]
    public void What_the_noise_covers_is_not_faster()
    {
        // The medians of the rounds overlap.
        var files = RoundTrip("file-poll", Family.Filesystem, 52) with { Rounds = Rounds(40, 52, 70) };
        var findings = Findings(RoundTrip("tcp", Family.Sockets, 50) with { Rounds = Rounds(45, 50, 60) }, files);

        Assert.Equal(Ruling.Depends, findings["a shared filesystem is slow, and not recommended"].Ruling);
    }

    [Fact]
    public void More_processors_help_where_the_stream_grows()
    {
        var findings = Findings(RoundTrip("tcp", Family.Sockets, 50), Stream("tcp", 0.25, 100), Stream("tcp", 2, 400), Stream("http1", 0.25, 100), Stream("http1", 2, 120));

        Assert.Equal(Ruling.Depends, findings["containers scale up by more resources"].Ruling);
        Assert.Contains("tcp is 4× with 2 processors as with 0.25, that of http1 1.2×", findings["containers scale up by more resources"].Because, StringComparison.Ordinal);
    }

    private static Dictionary<string, Finding> Findings(params CellResult[] cells)
    {
        var evidence = new Evidence(Runs.Of(cells));
        return CommonWisdom.Claims.ToDictionary(claim => claim.Claim, claim => claim.Check(evidence));
    }

    private static CellResult RoundTrip(string transport, Family family, long p50) => Runs.RoundTrip(transport, 64, p50, p50 * 2, 1e9 / p50) with { Family = family };

    // Both clients take 1 ns of CPU time a message and a byte of memory.
    private static CellResult Served(string transport, long p50, double brokerCpu) => RoundTrip(transport, Family.Mqtt, p50) with
    {
        Cost = new Costs(Role(1, 1), Role(1, 1), Role(brokerCpu, 0)),
    };

    private static RoleCost Role(double cpuNs, long bytes) => new(cpuNs, 1, bytes) { MeanMemoryBytes = bytes };

    private static CellResult Stream(string transport, double cpus, double rate) => Runs.Cell(transport, Scenario.Stream, 64, rate: rate) with { CpuLimit = cpus };

    private static RoundFigures[] Rounds(params long[] medians) => [.. medians.Select((p50, i) => new RoundFigures(i + 1, p50, p50 * 2, p50 * 3, 1, []))];
}
