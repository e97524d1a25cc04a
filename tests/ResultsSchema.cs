using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using Json.Schema;

namespace InterContainer.Tests;

/// <summary>The JSON Schema (draft 2020-12) of a results file.</summary>
internal static class ResultsSchema
{
    private static readonly JsonSerializerOptions Types = new(ProtocolJson.Options)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
    };
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Place { get; } = Repository.Path("docs", "results.schema.json");

    // A schema registers itself, once.
    private static readonly Lazy<JsonSchema> Committed = new(() => JsonSchema.FromFile(Place));

    /// <summary>As it follows from the types that are written.</summary>
    public static string OfTypes()
    {
        var schema = (JsonObject)Types.GetJsonSchemaAsNode(typeof(RunResults), new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", $"results.json of schema {RunResults.CurrentSchema}");
        return schema.ToJsonString(Indented) + "\n";
    }

    /// <summary>Where a file does not hold to the schema of the documents; empty where it does.</summary>
    public static IReadOnlyList<string> Errors(string json)
    {
        using var file = JsonDocument.Parse(json);
        var result = Committed.Value.Evaluate(file.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return
        [
            .. from detail in result.Details ?? []
               from error in detail.Errors ?? new Dictionary<string, string>()
               select $"{detail.InstanceLocation}: {error.Value}",
        ];
    }
}
