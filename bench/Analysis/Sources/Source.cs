namespace InterContainer.Bench.Analysis.Sources;

/// <summary>What one file of the transports says.</summary>
/// <param name="Path">Below their folder, with slashes.</param>
/// <param name="Lines">Those that hold code.</param>
internal sealed record Source(string Path, int Lines)
{
    /// <summary>Empty for the folder of the transports itself.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>The types that are declared in no other type.</summary>
    public IReadOnlySet<string> Types { get; init; } = new HashSet<string>();

    /// <summary>Whether one of them is public: part of the contract, which all transports share.</summary>
    public bool IsContract { get; init; }

    /// <summary>The names of types and members that are declared.</summary>
    public IReadOnlySet<string> Members { get; init; } = new HashSet<string>();

    /// <summary>Every name that is declared: also those of parameters and variables.</summary>
    public IReadOnlySet<string> Declared { get; init; } = new HashSet<string>();

    /// <summary>Every name that occurs in code.</summary>
    public IReadOnlySet<string> Names { get; init; } = new HashSet<string>();

    /// <summary>Those of them that may be types: they stand behind no dot.</summary>
    public IReadOnlySet<string> Mentioned { get; init; } = new HashSet<string>();

    /// <summary>The words of SQL in its texts.</summary>
    public IReadOnlySet<string> SqlWords { get; init; } = new HashSet<string>();
}
