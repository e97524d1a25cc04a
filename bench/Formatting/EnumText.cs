using System.Text.Json;

namespace InterContainer.Bench.Formatting;

/// <summary>Members of enumerations as people read and type them: <c>round-trip</c>.</summary>
internal static class EnumText
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
