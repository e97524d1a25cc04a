using InterContainer.Bench.Analysis.Claims;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;
using Finding = InterContainer.Bench.Analysis.Claims.Finding;

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
        var findings = Findings(
            RoundTrip("tcp", Family.Sockets, 50),
            RoundTrip("file-poll", Family.Filesystem, poll),
            RoundTrip("file-watch", Family.Filesystem, watch));

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
        var files = RoundTrip("file-poll", Family.Filesystem, 52).OfRounds(Rounds(40, 52, 70));
        var findings = Findings(RoundTrip("tcp", Family.Sockets, 50).OfRounds(Rounds(45, 50, 60)), files);

        Assert.Equal(Ruling.Depends, findings["a shared filesystem is slow, and not recommended"].Ruling);
    }

    [Fact]
    public void More_processors_help_where_the_stream_grows()
    {
        var findings = Findings(
            RoundTrip("tcp", Family.Sockets, 50),
            Stream("tcp", 0.25, 100),
            Stream("tcp", 2, 400),
            Stream("http1", 0.25, 100),
            Stream("http1", 2, 120));

        Assert.Equal(Ruling.Depends, findings["containers scale up by more resources"].Ruling);
        Assert.Contains(
            "tcp is 4× with 2 processors as with 0.25, that of http1 1.2×",
            findings["containers scale up by more resources"].Because,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1.0, 1.0, Ruling.Supported)]
    [InlineData(1.0, 0.99, Ruling.Depends)]
    [InlineData(0.99, 0.2, Ruling.Refuted)]
    public void Http_is_readable_where_all_that_is_around_a_message_is_text(double http1, double http2, Ruling ruling)
    {
        var findings = Findings(
            RoundTrip("http1", Family.Http, 50) with { Capture = RunExamples.Captured("", 62, http1) },
            RoundTrip("http2", Family.Http, 50) with { Capture = RunExamples.Captured("", 82, http2) },
            RoundTrip("grpc", Family.Http, 50) with { Capture = Capture.Not("the tap leaked") });

        Assert.Equal(ruling, findings["HTTP is human-readable"].Ruling);
        // 99.9 % would not be all of it.
        Assert.Contains(http2 < 1 ? $"http2 {100 * http2:0} %" : "http2 100 %", findings["HTTP is human-readable"].Because, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 10, 1.0, Readability.Yes)]
    [InlineData(true, 0, null, Readability.Yes)]
    [InlineData(true, 10, 0.95, Readability.InPart)]
    [InlineData(true, 10, null, Readability.InPart)]
    [InlineData(false, 10, 1.0, Readability.No)]
    public void The_worse_direction_says_whether_a_capture_can_be_read(bool hasText, long framing, double? printable, Readability readability)
    {
        var capture = RunExamples.Captured("", framing, printable, hasText);

        Assert.Equal(readability, Readable.Of(capture with { Reply = RunExamples.Captured("", 10, 1).Request }));
    }

    [Fact]
    public void The_size_of_database_code_is_told_with_that_of_each_family()
    {
        var finding = Findings(
            RoundTrip("postgres-poll", Family.Database, 50), RoundTrip("tcp", Family.Sockets, 50), RoundTrip("http1", Family.Http, 50),
            RoundTrip("file-poll:interval=1ms", Family.Filesystem, 50),
            RoundTrip("a-plug-in", Family.Other, 50))["a database takes a lot of business logic and debugging"];

        Assert.NotEqual(Ruling.NotMeasured, finding.Ruling);
        Assert.Matches(
            "database [0-9.]+/[0-9.]+, sockets [0-9.]+/[0-9.]+, filesystem [0-9.]+/[0-9.]+, http [0-9.]+/[0-9.]+; debugging is not counted",
            finding.Because);
    }

    private static Dictionary<string, Finding> Findings(params CellResult[] cells)
    {
        var evidence = new Evidence(Runs.Of(cells));
        return CommonWisdom.Claims.ToDictionary(claim => claim.Claim, claim => claim.Check(evidence));
    }

    private static CellResult RoundTrip(string transport, Family family, long p50) =>
        Runs.RoundTrip(transport, 64, p50, p50 * 2, 1e9 / p50) with { Family = family };

    // Both clients take 1 ns of CPU time a message and a byte of memory.
    private static CellResult Served(string transport, long p50, double brokerCpu) => RoundTrip(transport, Family.Mqtt, p50) with
    {
        Cost = new Costs(Role(1, 1), Role(1, 1), Role(brokerCpu, 0)),
    };

    private static RoleCost Role(double cpuNs, long bytes) => new(cpuNs, 1, bytes) { MeanMemoryBytes = bytes };

    private static CellResult Stream(string transport, double cpus, double rate) =>
        Runs.Cell(transport, Scenario.Stream, 64, rate: rate) with { Conditions = new Conditions { Cpus = cpus } };

    private static RoundResult[] Rounds(params long[] medians) => [.. medians.Select((p50, i) => Runs.Round(i + 1, p50, p50 * 2, 1))];
}
