using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Transports;

namespace InterContainer.Runner.Results;

/// <summary>
/// Names that a results file from before version 0.2 has for members and words of today. They are read as well as today's, and never written. Pure.
/// </summary>
internal static class FormerNames
{
    private static readonly (Type Of, string Former, string Now)[] Members =
    [
        (typeof(CellResult), "serviceNs", nameof(CellResult.ServiceTimeNs)),
        (typeof(CellResult), "oneWayNs", nameof(CellResult.OneWayRequestNs)),
        (typeof(CellResult), "oneWayBackNs", nameof(CellResult.OneWayReplyNs)),
        (typeof(CellResult), "due", nameof(CellResult.Scheduled)),
        (typeof(CellResult), "repeated", nameof(CellResult.Retries)),
        (typeof(CellResult), "answeredBy", nameof(CellResult.MessagesPerResponder)),
        (typeof(CellResult), "promises", nameof(CellResult.Guarantees)),
        (typeof(CellResult), "disturbance", nameof(CellResult.Interference)),
        (typeof(Capture), "there", nameof(Capture.Request)),
        (typeof(Capture), "back", nameof(Capture.Reply)),
        (typeof(Interference), "stealPart", nameof(Interference.StealFraction)),
        (typeof(Interference), "otherPart", nameof(Interference.OtherCpuFraction)),
        (typeof(Interference), "waitingPart", nameof(Interference.CpuPressureFraction)),
        (typeof(Guarantees), "slowResponder", nameof(Guarantees.OverloadBehaviour)),
        (typeof(Guarantees), "workSharing", nameof(Guarantees.LoadSharing)),
        (typeof(ResourceUsage), "looksInVain", nameof(ResourceUsage.EmptyPolls)),
        (typeof(ResourceUsage), "throttledNs", nameof(ResourceUsage.CpuThrottledNs)),
        (typeof(Capacity), "notHeldPerSecond", nameof(Capacity.FirstUnsustainedRate)),
        (typeof(CalibrationRow), "ours", nameof(CalibrationRow.Suite)),
        (typeof(CalibrationRow), "theirs", nameof(CalibrationRow.Native)),
        (typeof(PlanInfo), "paces", nameof(PlanInfo.Timings)),
    ];

    // What stood in a cell by itself, and is a condition of it now.
    private static readonly (string Former, Type Type, Func<Conditions, object?, Conditions> Now)[] Limits =
    [
        ("cpuLimit", typeof(double?), (conditions, value) => conditions with { Cpus = (double?)value }),
        ("memoryLimitBytes", typeof(long?), (conditions, value) => conditions with { MemoryBytes = (long?)value }),
        ("limitsRespondersOnly", typeof(bool), (conditions, value) => conditions with { LimitsRespondersOnly = (bool)value! }),
    ];

    /// <summary>Options that read former names as well as those that the given ones read.</summary>
    public static JsonSerializerOptions Accepted(JsonSerializerOptions options)
    {
        var accepting = new JsonSerializerOptions(options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { AddMembers } } };
        // Before the converter of all enumerations.
        accepting.Converters.Insert(0, new Word<Family>("floor", Family.Baseline));
        accepting.Converters.Insert(0, new Word<LoadSharing>("by-connection", LoadSharing.PerConnection, "by-message", LoadSharing.CompetingConsumers));
        return accepting;
    }

    private static void AddMembers(JsonTypeInfo type)
    {
        foreach (var (_, former, now) in Members.Where(member => member.Of == type.Type))
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(now);
            var today = type.Properties.Single(property => property.Name == name);
            var alias = type.CreateJsonPropertyInfo(today.PropertyType, former);
            alias.Set = today.Set ?? throw new InvalidOperationException($"{type.Type.Name}.{now} cannot be set.");
            alias.IsSetNullable = today.IsSetNullable;
            type.Properties.Add(alias);
        }

        if (type.Type != typeof(CellResult) && type.Type != typeof(CellKey))
            return;
        var conditions = type.Properties.Single(property => property.Name == "conditions");
        foreach (var (former, of, now) in Limits)
        {
            var alias = type.CreateJsonPropertyInfo(of, former);
            alias.Set = (cell, value) => conditions.Set!(cell, now((Conditions)conditions.Get!(cell)!, value));
            type.Properties.Add(alias);
        }
    }

    private sealed class Word<T> : JsonConverter<T>
        where T : struct, Enum
    {
        private static readonly JsonConverter<T> Today =
            (JsonConverter<T>)new JsonStringEnumConverter<T>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
                .CreateConverter(typeof(T), JsonSerializerOptions.Default)!;

        private readonly (string Former, T Now)[] _words;

        public Word(string former, T now) => _words = [(former, now)];

        public Word(string former, T now, string another, T anotherNow) => _words = [(former, now), (another, anotherNow)];

        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            foreach (var (former, now) in _words)
            {
                if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(former))
                    return now;
            }

            return Today.Read(ref reader, typeToConvert, options);
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => Today.Write(writer, value, options);
    }
}
