namespace InterContainer.Bench.Analysis.Claims;

/// <summary>What a run says of a claim.</summary>
public enum Ruling
{
    Supported,
    Refuted,

    /// <summary>True of some of what the claim speaks of, and not of the rest.</summary>
    Depends,

    /// <summary>The run has not the cells that bear on it.</summary>
    NotMeasured,
}

/// <summary>A ruling and the figures that it rests on, or the command that would measure them.</summary>
internal sealed record Finding(Ruling Ruling, string Because)
{
    /// <summary>A factor that is clearly a difference.</summary>
    public const double Clearly = 1.5;

    public static Finding NotMeasured(string options) => new(Ruling.NotMeasured, $"measure it: dotnet run -c Release --project bench -- run {options}");
}
