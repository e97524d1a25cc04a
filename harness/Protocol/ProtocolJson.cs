using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using InterContainer.Transports;

namespace InterContainer.Protocol;

/// <summary>The JSON that the agent, the runner and the results file share: camelCase names, kebab-case words.</summary>
public static class ProtocolJson
{
    /// <summary>For all that is written and shown: a <see cref="Secret"/> is read, and never written.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        // For people who read the file: a command line in it keeps its quotes. Nothing here is put into a page unescaped.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowOutOfOrderMetadataProperties = true,
    };

    /// <summary>For an assignment on its way to an agent, which needs the secrets in it.</summary>
    public static JsonSerializerOptions WithSecrets { get; } = new(Options) { Converters = { new RevealingConverter() } };

    private sealed class RevealingConverter : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue(value.Reveal());
    }
}
