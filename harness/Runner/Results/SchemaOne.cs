using System.Text.Json;
using System.Text.Json.Serialization;
using InterContainer.Protocol;

namespace InterContainer.Runner.Results;

/// <summary>
/// Reads a file of schema 1 as a run of today. There a round had percentiles and a rate alone, distributions were those of all messages together, windows and
/// flags stood in the cell, and flags were texts. Pure.
/// </summary>
internal static class SchemaOne
{
    public const int Number = 1;

    private static readonly JsonSerializerOptions Options =
        FormerNames.Accepted(new(ProtocolJson.Options) { RespectNullableAnnotations = true, Converters = { new FlagOfText() } });

    // How the texts of schema 1 began, and what they are called now.
    private static readonly (string Text, string Code)[] Codes =
    [
        ("did not become steady within the warm-up", FlagCodes.WarmUpNotConverged),
        ("warm-up did not converge", FlagCodes.WarmUpNotConverged),
        ("kept changing while it was measured", FlagCodes.NotStationary),
        ("one-way delay was not measured", FlagCodes.ClocksDiffer),
        ("two kinds of latency", FlagCodes.Bimodal),
        ("saturated", FlagCodes.Saturated),
        ("the hypervisor gave more than", FlagCodes.Steal),
        ("other programs used more than", FlagCodes.OtherLoad),
    ];

    /// <summary>The run, whose cells have their rounds, and no figures yet: those follow from the rounds once these were checked.</summary>
    /// <exception cref="JsonException">It is no run.</exception>
    public static RunResults? Read(Stream json)
    {
        var run = JsonSerializer.Deserialize<RunResults>(json, Options);
        json.Position = 0;
        return run is not null && JsonSerializer.Deserialize<OldRun>(json, Options) is { } old
            ? run with { Schema = RunResults.CurrentSchema, Results = [.. run.Results.Zip(old.Results, Convert)] }
            : null;
    }

    private static CellResult Convert(CellResult cell, OldCell old)
    {
        // What holds it says so.
        if (cell is null || old is null)
            return null!;
        var measured = Math.Clamp(cell.Cost?.Initiator?.MeasuredNs ?? 0, 0, Math.Max(old.InsideNs, 0));
        return cell with
        {
            Pooled = new PooledDistributions(old.LatencyNs, old.ServiceNs, old.OneWayNs, old.OneWayBackNs),
            Rounds = old.Rounds.Contains(null) || old.Windows.Contains(null) ? [null!] : [.. Rounds(old, cell.PayloadBytes)],
            Flags = CellFigures.Together(cell.Flags.Where(flag => flag is not null)),
            WarmUpNs = old.InsideNs - measured,
            MeasuredNs = measured,
        };
    }

    private static IEnumerable<RoundResult> Rounds(OldCell old, int payloadBytes)
    {
        var (figures, windows) = (old.Rounds.ToLookup(round => round!.Round), old.Windows.ToLookup(window => window!.Round));
        foreach (var number in figures.Select(round => round.Key).Union(windows.Select(round => round.Key)).Order())
        {
            var round = figures[number].FirstOrDefault();
            var own = windows[number].Select(window => new Window(window!.Messages, window.ElapsedNs)).ToList();
            double? ofWindows = own.Count == 0 ? null : own.Sum(window => (double)window.Messages) * 1e9 / own.Sum(window => (double)window.ElapsedNs);
            var rate = round?.MessagesPerSecond ?? ofWindows;
            yield return new RoundResult
            {
                Round = number,
                Percentiles = round is null ? null : new RoundPercentiles(round.P50, round.P99, round.P999),
                Throughput = rate is { } perSecond ? new Throughput(perSecond, perSecond * payloadBytes) : null,
                Windows = own,
                Flags = round?.Flags ?? [],
            };
        }
    }

    private static Flag FlagOf(string text)
    {
        var code = Codes.FirstOrDefault(known => text.StartsWith(known.Text, StringComparison.Ordinal)).Code;
        return code switch
        {
            null => new Flag(FlagCodes.Other, text),
            FlagCodes.Bimodal when Between(text, ": ", ", so the median") is { } humps => new Flag(code, humps),
            FlagCodes.WarmUpNotConverged when Between(text, "converge (", ")") is { } missed => new Flag(code, missed),
            _ => new Flag(code),
        };
    }

    private static string? Between(string text, string before, string after) =>
        text.IndexOf(before, StringComparison.Ordinal) is >= 0 and var at
        && text.IndexOf(after, at + before.Length, StringComparison.Ordinal) is >= 0 and var end
            ? text[(at + before.Length)..end]
            : null;

    private sealed class FlagOfText : JsonConverter<Flag>
    {
        public override Flag Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType == JsonTokenType.String ? FlagOf(reader.GetString()!) : throw new JsonException("A flag of schema 1 is a text.");

        public override void Write(Utf8JsonWriter writer, Flag value, JsonSerializerOptions options) =>
            throw new NotSupportedException("Schema 1 is not written any more.");
    }

    private sealed record OldRun
    {
        public IReadOnlyList<OldCell> Results { get; init; } = [];
    }

    private sealed record OldCell
    {
        public Distribution? LatencyNs { get; init; }

        public Distribution? ServiceNs { get; init; }

        public Distribution? OneWayNs { get; init; }

        public Distribution? OneWayBackNs { get; init; }

        public IReadOnlyList<OldWindow?> Windows { get; init; } = [];

        public IReadOnlyList<OldRound?> Rounds { get; init; } = [];

        public long InsideNs { get; init; }
    }

    private sealed record OldWindow(long Messages, long ElapsedNs, int Round);

    private sealed record OldRound(int Round, long? P50, long? P99, long? P999, double? MessagesPerSecond, IReadOnlyList<Flag>? Flags);
}
