using System.Text.Json;
using InterContainer.Transports;

namespace InterContainer.Bench.Formatting;

/// <summary>Members of enumerations as people read and type them: <c>round-trip</c>.</summary>
internal static class EnumText
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>What a transport needs, in words.</summary>
    public static string Of(Needs needs) => needs == Needs.None
        ? "nothing"
        : string.Join(" and ", Enum.GetValues<Needs>().Where(need => need != Needs.None && needs.HasFlag(need)).Select(need => Of<Needs>(need)));
}
