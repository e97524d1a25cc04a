using InterContainer.Bench.Formatting;
using InterContainer.Transports;
using MathNet.Numerics.Statistics;

namespace InterContainer.Bench.Analysis.Claims;

/// <summary>Of the common wisdom what is said of writing and reading: the code of a transport, and the bytes that it sends. Pure.</summary>
internal static class WritingWisdom
{
    // Of fewer there is no middle.
    private const int FewestFamilies = 3;

    // A lot: half as much again as the median of the other families, in both. Not a lot: no more than that median, in either. Debugging is not counted.
    public static Finding DatabasesTakeLogic(Evidence evidence)
    {
        var families = evidence.Written;
        var others = families.Where(family => family.Family is not (Family.Database or Family.Baseline)).ToList();
        if (families.FirstOrDefault(family => family.Family == Family.Database) is not { } database || others.Count < FewestFamilies)
            return Finding.NotMeasured("--transport postgres-poll,sqlite-poll,tcp,file-poll,http1,mqtt-qos0 --scenario round-trip");
        var longer = database.Lines / others.Select(family => family.Lines).Median();
        var wider = database.Concepts / others.Select(family => family.Concepts).Median();
        var ruling = Math.Min(longer, wider) > Finding.Clearly ? Ruling.Supported : Math.Max(longer, wider) <= 1 ? Ruling.Refuted : Ruling.Depends;
        var told = families.Where(family => family.Family != Family.Baseline)
            .OrderBy(family => family.Family != Family.Database)
            .Select(family => $"{EnumText.Of(family.Family)} {Figures.Digits(family.Lines)}/{Figures.Digits(family.Concepts)}");
        return new Finding(ruling, $"lines/concepts, the median of each family: {string.Join(", ", told)}; debugging is not counted");
    }

    public static Finding HttpIsReadable(Evidence evidence)
    {
        var captured = evidence.Captured(Family.Http).ToList();
        if (captured.Count == 0)
            return Finding.NotMeasured("--transport http1,http1-close,http2,grpc --scenario round-trip");
        var readable = captured.Count(transport => transport.Readability == Readability.Yes);
        var ruling = readable == captured.Count ? Ruling.Supported : readable == 0 ? Ruling.Refuted : Ruling.Depends;
        var told = captured.Select(transport => $"{transport.Name} {Readable.PrintablePart(transport.Capture)}"
            + (transport.Readability == Readability.No ? " (nor the message)" : ""));
        return new Finding(ruling, $"so much of what is around a message is text: {string.Join(", ", told)}");
    }
}
