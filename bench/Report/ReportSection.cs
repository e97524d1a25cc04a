using InterContainer.Bench.Analysis;
using InterContainer.Bench.Report.Tables;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Report;

/// <summary>A table that stands in the report and on the page alike.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Text">How to read it; empty: it says that itself.</param>
/// <param name="Lines">What is to be said below it.</param>
internal sealed record ReportSection(string Title, string Text, MarkdownTable Table, IReadOnlyList<string> Lines)
{
    /// <summary>Those that the run has anything for, in order. Pure.</summary>
    public static IReadOnlyList<ReportSection> Of(RunResults run)
    {
        ReportSection[] all =
        [
            new(
                "Load",
                "Open loop: requests at the times of a schedule. Service time is from the moment a message was sent. Response time is from the intended "
                    + "moment, so one that had to wait for its turn counts as late, and one that was never sent took at least the time it waited. Send "
                    + "lateness is how late the sender itself was. Nothing is subtracted.",
                LoadText.Table(run),
                [.. LoadText.Capacities(run)]),
            new("After a silence", WakeText.HowToRead, WakeText.Table(run), []),
            new("Several initiators", "Each has its own connection and one message in flight.", ConcurrencyText.Initiators.Table(run), []),
            new(
                "In flight",
                "One initiator, with so many requests under way at once on its one connection (HTTP/1.1: on as many connections). Latency is that "
                    + "of each request.",
                ConcurrencyText.InFlight.Table(run),
                []),
            new(
                "Within limits",
                "Each of the pair's two containers may use so much; services are not limited.",
                LimitsText.Table(run),
                [.. GainText.ScaledUp(run)]),
            .. PlaceDimension.All.Select(dimension => new ReportSection(
                dimension.Title, dimension.HowToRead, PlaceText.Table(run, dimension), [.. PlaceText.Sentences(run, dimension)])),
            new(
                "Scaling out",
                "Several responders, each in a container of its own, share the load of the initiators, each of which has one message in flight. Limits are "
                    + "those of each responder alone. Per connection: each initiator is connected to one of them. Competing consumers: each message goes to "
                    + "one of them.",
                ScaleOutText.Table(run),
                [.. GainText.ScaledOut(run)]),
            new("Fan-out", FanOutText.HowToRead, FanOutText.Table(run), []),
            new(
                "Open sockets",
                "To reach so many responders, as the kernel lists them when a pair was left alone; brokers and databases with the connections that end in "
                    + "them.",
                ScaleOutText.Sockets(run),
                []),
            new(
                "Cost",
                "For each message, of both ends and the services, while the cell was measured. Disk, network and packets are what all roles wrote and sent; "
                    + "context switches are the voluntary ones; memory is the most that initiator, responder and service held, excluding page cache. A dash: "
                    + "there is no such role, or the platform does not say.",
                CostText.Table(run),
                []),
            new(
                "Runtime",
                "Of each role while cells were measured, over all rounds: methods that were compiled and the time of it, garbage collections and how long they "
                    + "stopped all threads, and what was allocated on the managed heap.",
                RuntimeText.Table(run),
                []),
            new(
                "Idle cost",
                "Connected, and nothing sent: cores in use, and what a day of that takes. Empty polls are queries, or listings of a folder, that found "
                    + "nothing.",
                CostText.Idle(run),
                []),
            new("Common claims", "", ClaimsText.Table(run), []),
            new(
                "Wire format",
                "One exchange of a text on a connection that was open already, taken after all was measured: on the wire, or what it changed in files. Framing "
                    + "is everything except the message. Human-readable: yes, where the text stands there as it was sent and all framing is text as well; "
                    + "in part, where the text does. In a sample \\r and \\n are ends of lines, a dot is what cannot be printed, and [header] is the message's "
                    + "own, which is binary.",
                CaptureText.Table(run),
                [.. CaptureText.Missing(run)]),
            new(
                "Implementation size",
                "Lines of code and concepts of each transport in this version: of its own file, and in all, with the files that it makes use of. Concepts are "
                    + "distinct names that it takes from libraries, and words of SQL.",
                CodeText.Table(run),
                []),
            new(
                "Native tools",
                "Measured in turn with ours, between two containers of the same engine, network and limits, with the same payload.",
                CalibrationText.Table(run.Calibration),
                [.. CalibrationText.Agreement(run)]),
            new("Networks by native tools", NetworkCalibration.HowToRead, NetworkCalibration.Table(run), []),
            new("Guarantees", "Verified by tests that kill, restart and stall the real thing.", GuaranteesText.Table(run), []),
        ];
        return [.. all.Where(section => !section.Table.IsEmpty || section.Lines.Count > 0)];
    }
}
