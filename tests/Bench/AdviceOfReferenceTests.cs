using System.Globalization;
using InterContainer.Bench.Analysis.Advising;
using InterContainer.Bench.Report.Exporting;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Tests.Bench;

/// <summary>Questions to the reference run, answered once more by filters and arithmetic on its CSV.</summary>
public class AdviceOfReferenceTests
{
    private static readonly RunResults Reference = ResultsFile.Read(Repository.Path("results", "reference"));

    private static readonly IReadOnlyList<IReadOnlyDictionary<string, string>> Rows =
        [.. CsvReader.Read(ResultsCsv.Of(Reference)).Where(row => row["family"] != "baseline" && row["status"] == "ok" && row["initiators"] == "1")];

    private static readonly string[] Roles = ["initiator", "responder", "service"];

    [Fact]
    public void The_median() =>
        Same(new Requirements { P50Ns = 100_000 }, RoundTrips(64).Where(row => Number(row, "latency_p50_ns") <= 100_000), "latency_p50_ns");

    [Fact]
    public void The_tail() =>
        Same(new Requirements { P99Ns = 500_000 }, RoundTrips(64).Where(row => Number(row, "latency_p99_ns") <= 500_000), "latency_p99_ns");

    [Fact]
    public void The_tail_of_a_large_message() => Same(
        new Requirements { PayloadBytes = 65_536, P99Ns = 3e6 },
        RoundTrips(65_536).Where(row => row["latency_p99_ns"].Length > 0 && Number(row, "latency_p99_ns") <= 3e6), "latency_p99_ns");

    [Fact]
    public void The_rate() => Same(new Requirements { Rate = 5000 }, RoundTrips(64).Where(row => Number(row, "messages_per_second") >= 5000), "latency_p99_ns");

    [Fact]
    public void The_cores() => Same(new Requirements { MaxCores = 1 }, RoundTrips(64).Where(row => Cores(row) <= 1), "latency_p99_ns");

    [Fact]
    public void Exactly_once_in_order_with_a_tail() => Same(
        new Requirements { P99Ns = 1e6, Ordered = true, ExactlyOnce = true },
        RoundTrips(64).Where(
            row => Number(row, "latency_p99_ns") <= 1e6 && row["ordered"] == "true" && row["delivery"].StartsWith("exactly-once", StringComparison.Ordinal)),
        "latency_p99_ns");

    [Fact]
    public void On_disk_and_surviving_everything() => Same(
        new Requirements { Durability = Durability.Disk, SurvivesResponderRestart = true, SurvivesServiceRestart = true },
        RoundTrips(64).Where(row => row["durability"] == "disk" && row["survives_responder_restart"] == "true" && row["survives_service_restart"] != "false"),
        "latency_p99_ns");

    [Fact]
    public void Surviving_without_a_broker() => Same(
        new Requirements { P99Ns = 3e6, SurvivesResponderRestart = true, NoBroker = true },
        RoundTrips(64).Where(row => Number(row, "latency_p99_ns") <= 3e6 && row["survives_responder_restart"] == "true" && row["family"] != "mqtt"),
        "latency_p99_ns");

    [Fact]
    public void Between_the_payloads()
    {
        int[] payloads =
        [
            .. Rows.Where(row => row["scenario"] == "round-trip")
                .Select(row => int.Parse(row["payload_bytes"], CultureInfo.InvariantCulture))
                .Distinct()
                .Order(),
        ];
        // Twice the smallest is one of so many doublings to the next.
        var part = 1 / Math.Log2((double)payloads[1] / payloads[0]);
        Same(
            new Requirements { PayloadBytes = payloads[0] * 2, P99Ns = 1e6 },
            from small in RoundTrips(payloads[0])
            join large in RoundTrips(payloads[1]) on small["transport"] equals large["transport"]
            let tail = Math.Pow(Number(small, "latency_p99_ns"), 1 - part) * Math.Pow(Number(large, "latency_p99_ns"), part)
            where tail <= 1e6
            select new Dictionary<string, string> { ["transport"] = small["transport"], ["tail"] = tail.ToString("R", CultureInfo.InvariantCulture) },
            "tail");
    }

    [Fact]
    public void One_way_with_the_rate_of_a_stream() => Same(
        new Requirements { OneWay = true, Rate = 20_000 },
        from roundTrip in RoundTrips(64)
        join stream in Rows.Where(row => row["scenario"] == "stream" && row["payload_bytes"] == "64") on roundTrip["transport"] equals stream["transport"]
        where Math.Max(Number(stream, "messages_per_second"), Number(roundTrip, "messages_per_second")) >= 20_000
        select roundTrip,
        "one_way_request_p99_ns");

    [Fact]
    public void How_far_each_misses()
    {
        var rejected = Advisor.Advise(Reference, new Requirements { P99Ns = 500_000 }).Rejected;

        var expected = RoundTrips(64).Where(row => Number(row, "latency_p99_ns") > 500_000)
            .Select(row => (row["transport"], Math.Round(Number(row, "latency_p99_ns") / 500_000, 9)))
            .OrderBy(miss => miss.Item2)
            .ToList();
        Assert.True(expected.Count > 2);
        Assert.Equal(expected, rejected.Select(verdict => (verdict.Candidate.Transport, Math.Round(Assert.Single(verdict.Checks).Factor!.Value, 9))));
    }

    private static void Same(Requirements asked, IEnumerable<IReadOnlyDictionary<string, string>> rows, string order)
    {
        var expected = rows.OrderBy(row => Number(row, order)).Select(row => row["transport"]).ToList();

        var advice = Advisor.Advise(Reference, asked);

        Assert.NotEmpty(expected);
        Assert.Equal(expected, advice.Qualified.Select(verdict => verdict.Candidate.Transport));
        Assert.NotEmpty(advice.Rejected);
    }

    private static IEnumerable<IReadOnlyDictionary<string, string>> RoundTrips(int payload) =>
        Rows.Where(row => row["scenario"] == "round-trip" && row["payload_bytes"] == payload.ToString(CultureInfo.InvariantCulture));

    private static double Cores(IReadOnlyDictionary<string, string> row) =>
        Roles.Sum(role => row[$"{role}_cpu_cores"] is { Length: > 0 } cores ? double.Parse(cores, CultureInfo.InvariantCulture) : 0);

    private static double Number(IReadOnlyDictionary<string, string> row, string column) => double.Parse(row[column], CultureInfo.InvariantCulture);
}
