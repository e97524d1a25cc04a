using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace InterContainer.Protocol;

/// <summary>
/// The text of a histogram: HdrHistogram V2, compressed, base64. It is kept as the bytes that stand in a file, because a large run has tens of thousands of
/// them. Whether it is a histogram shows when it is decoded.
/// </summary>
/// <param name="text">UTF-8.</param>
[JsonConverter(typeof(Converter))]
public sealed class EncodedHistogram(ReadOnlyMemory<byte> text) : IEquatable<EncodedHistogram>
{
    /// <summary>The bytes of the compressed form.</summary>
    /// <exception cref="FormatException">It is no base64.</exception>
    public byte[] ToBytes()
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        return Base64.DecodeFromUtf8(text.Span, bytes, out _, out var written) == System.Buffers.OperationStatus.Done
            ? bytes[..written]
            : throw new FormatException("Not an HdrHistogram V2 text: it is no base64.");
    }

    public static EncodedHistogram FromString(string text) => new(Encoding.UTF8.GetBytes(text));

    public static implicit operator EncodedHistogram(string text) => FromString(text);

    public bool Equals(EncodedHistogram? other) => other is not null && text.Span.SequenceEqual(other.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as EncodedHistogram);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(text.Span);
        return hash.ToHashCode();
    }

    public override string ToString() => Encoding.UTF8.GetString(text.Span);

    private ReadOnlySpan<byte> AsSpan() => text.Span;

    private sealed class Converter : JsonConverter<EncodedHistogram>
    {
        public override EncodedHistogram Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String)
                throw new JsonException("A histogram is a text.");
            var bytes = new byte[reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length];
            var length = reader.CopyString(bytes);
            return new EncodedHistogram(bytes.AsMemory(0, length));
        }

        public override void Write(Utf8JsonWriter writer, EncodedHistogram value, JsonSerializerOptions options) => writer.WriteStringValue(value.AsSpan());
    }
}
