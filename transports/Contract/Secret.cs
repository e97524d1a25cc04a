using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace InterContainer.Transports;

/// <summary>
/// A password, a connection string that may hold one, or a private key as PEM. It is shown, and written as JSON, as <c>***</c>; only <see cref="Reveal"/>
/// gives it. From its making on <see cref="Redaction"/> knows it, and the passwords and keys in it.
/// </summary>
[JsonConverter(typeof(MaskingConverter))]
public sealed record Secret
{
    private readonly string _value;

    /// <param name="value">The secret itself.</param>
    public Secret(string value)
    {
        _value = value;
        Redaction.Learn(value);
        foreach (var part in Parts(value).Concat(LinesOfKeys(value)))
            Redaction.Learn(part);
    }

    /// <summary>The secret itself, for what needs it: a client library, or the environment of an agent.</summary>
    public string Reveal() => _value;

    /// <inheritdoc/>
    public override string ToString() => Redaction.Mask;

    // The values of a connection string whose names say that they are secret, of whichever database.
    private static List<string> Parts(string value)
    {
        try
        {
            var parts = new DbConnectionStringBuilder { ConnectionString = value };
            return [.. parts.Keys.Cast<string>().Where(Redaction.IsSecretName).Select(name => (string)parts[name])];
        }
        catch (ArgumentException)
        {
            return [];
        }
    }

    // A key is shown as often in lines as whole.
    private static IEnumerable<string> LinesOfKeys(string value)
    {
        while (PemEncoding.TryFind(value, out var fields))
        {
            if (value[fields.Label].EndsWith("PRIVATE KEY", StringComparison.Ordinal))
            {
                var lines = value[fields.Base64Data].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
                foreach (var line in lines.Append(string.Concat(lines)))
                    yield return line;
            }

            value = value[fields.Location.End..];
        }
    }

    private sealed class MaskingConverter : JsonConverter<Secret>
    {
        public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue(Redaction.Mask);
    }
}
