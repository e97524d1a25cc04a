namespace InterContainer.Bench.Advising;

/// <summary>A figure as a run gives it, or why it gives none.</summary>
/// <param name="Value">Null: the run cannot say.</param>
/// <param name="How">How it was interpolated; null: measured at exactly what is asked for.</param>
/// <param name="Missing">Why there is no value; null where there is one.</param>
internal sealed record Reading(double? Value, string? How, string? Missing)
{
    public static Reading Of(double value, string? how = null) => new(value, how, null);

    public static Reading None(string missing) => new(null, null, missing);
}
