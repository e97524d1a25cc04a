using InterContainer.Protocol;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report.Page;

/// <summary>How the figures came about: what of docs/method.md a reader of this run needs.</summary>
internal static class MethodSection
{
    private static readonly (string Term, string Text, Func<RunResults, bool> Applies)[] Notes =
    [
        (
            "Cell",
            "One transport doing one thing with messages of one size. For each a fresh pair is launched, and nothing is launched or removed while it is "
                + "measured.",
            Any),
        (
            "Container",
            "The two ends are containers on one internal network with one shared volume of their own; brokers and databases are containers of their own.",
            run => Has(run, Isolation.Container)),
        (
            "Kubernetes",
            "The two ends are pods of a cluster, and the settings name the node of each; brokers and databases are pods of their own.",
            run => Has(run, Isolation.Kubernetes)),
        ("Process", "The two ends are processes on loopback, not containers: these figures are not those of containers.", run => Has(run, Isolation.Process)),
        (
            "Rounds",
            "Every cell is measured once a round, each round in a random order of its own, so that what the machine does for a while meets other cells each "
                + "time. A figure is the geometric mean of its rounds.",
            run => Any(run) && run.Run is { Plan: not null, IsMerged: false }),
        (
            "Runs",
            "Several runs of one plan were merged. In each, every cell is measured once a round, each round in a random order of its own. A figure is the "
                + "geometric mean of its runs, each of which is that of its rounds.",
            run => run.Run.IsMerged),
        (
            "Rounds",
            "Every cell is measured once a round, each second round backwards. A figure is the geometric mean of its rounds.",
            run => Any(run) && run.Run.Plan is null),
        (
            "95 % CI",
            "How far a figure may be off: a 95 % interval by Student's t on the logarithms of its rounds. Where the cells of a scenario vary alike, each "
                + "borrows from the others; one that does not fit keeps its own variance (limma's empirical Bayes).",
            run => !run.Run.IsMerged && run.Results.Any(cell => cell.Rounds.Count > 1)),
        (
            "95 % CI",
            "How far a figure may be off: a 95 % interval by Student's t on the logarithms of its runs, "
                + "because the rounds of one run share its luck (Kalibera and Jones, 2013).",
            run => run.Run.IsMerged),
        (
            "Every message",
            "carries a sequence number, a time and check bytes, and is verified where it arrives: lost, duplicated, reordered or corrupted messages are "
                + "counted, and make the cell invalid where the transport guarantees better.",
            Any),
        (
            "Round trip",
            "A request, its reply of the same size, the next request: latency is that of one caller that waits, not of a given load.",
            run => Has(run, Scenario.RoundTrip)),
        (
            "p99, p99.9",
            "are given where each round has 300, and 3,000, messages: the slowest of fewer may well lie below the true percentile.",
            run => run.Results.Any(cell => cell.LatencyNs is not null)),
        (
            "One-way delay",
            "Request and reply, each measured on the one monotonic clock of the kernel, none halved.",
            run => run.Results.Any(cell => cell.OneWayRequestNs is not null)),
        ("Stream", "One way, as fast as sending is accepted; the rate is what arrived. "
            + "Where each send waits for its answer, as HTTP's do, several are under way at once; the cell says how many.", run => Has(run, Scenario.Stream)),
        (
            "Load",
            "Requests at the times of a schedule. "
                + "Response time runs from the scheduled time of a message, so waiting for its turn counts (no coordinated omission).",
            run => Has(run, Scenario.Load)),
        (
            "Limits",
            "Each of the pair's two containers might use so many processors, or so much memory; services are not limited. Where responders were duplicated, "
                + "each of them alone was limited.",
            run => run.Results.Any(cell => cell.Conditions.Cpus is not null || cell.Conditions.MemoryBytes is not null)),
        (
            "Networks",
            "Each network is a cell of its own, with pairs of its own, in the same rounds as the bridge it is compared with. Before the first of them a few "
                + "messages of TCP are exchanged over it; where they do not come back, its cells are skipped.",
            run => run.Results.Any(cell => cell.Conditions.Network is not null)),
        (
            "Responders",
            "Several responders, each in a container of its own, share the load: each initiator is connected to one of them, or they compete for the messages "
                + "of one table, folder or subscription.",
            run => run.Results.Any(cell => cell.Responders > 1)),
        ("Open sockets", "What the kernel lists for each role when the measured time ends.", run => run.Results.Any(cell => cell.Responders > 1)),
        ("In flight", "Requests of one initiator that are under way at once on its one connection (HTTP/1.1: on as many connections); "
            + "each has its own numbers, checks and clock.", run => run.Results.Any(cell => !cell.HasOrdinaryInFlight)),
        (
            "Fan-out",
            "One way to several subscribers, at the times of a schedule. Latency runs from the send until the last of them has the message.",
            run => Has(run, Scenario.FanOut)),
        ("Connect", "From nothing to the first reply, each time with a new initiator.", run => Has(run, Scenario.Connect)),
        (
            "After a silence",
            "Nothing is sent for so long, then one message. The time runs from the moment of sending, so what the sender itself took to wake up is not in it. "
                + "There are too few messages for a p99.",
            run => Has(run, Scenario.Wake)),
        (
            "Warm-up",
            "ends when at most 1 % of the time goes into compiling at each end, 500 messages went by, and twelve windows show neither a trend nor a "
                + "change-point. Then windows are measured until the median is known within ±2 %, or the bound is reached.",
            run => Any(run) && run.Run.Plan is not null),
        (
            "Warm-up",
            "ends when windows of 50 to 100 ms show no trend any more (Mann and Kendall, 5 %). "
                + "Then windows are measured until the median is known within ±2 %, or the bound is reached.",
            run => Any(run) && run.Run.Plan is null),
        ("Cores", "CPU time, user and system, of both ends and the services by elapsed time, while measured.", Any),
        (
            "Suite / native",
            "Native tools ran in turn with our cells, between two containers of the same engine, network and limits, with the same payload. "
                + "1× is as fast as the tool.",
            run => run.Calibration.Count > 0),
        (
            "Not said",
            "One machine, one kernel: nothing here says what a network between two machines adds. Compare within one run; a difference between two runs may be "
                + "the machine's.",
            _ => true),
    ];

    public static void Add(Html page, RunResults run)
    {
        page.Open("section", ("id", "method")).Element("h2", "How it was measured").Open("dl");
        foreach (var (term, text, _) in Notes.Where(note => note.Applies(run)))
            page.Element("dt", term).Element("dd", text).Line();
        page.Close("dl").Close("section").Line();
    }

    private static bool Any(RunResults run) => run.Results.Count > 0;

    private static bool Has(RunResults run, Scenario scenario) => run.Results.Any(cell => cell.Scenario == scenario);

    private static bool Has(RunResults run, Isolation isolation) => run.Results.Any(cell => cell.Isolation == isolation);
}
