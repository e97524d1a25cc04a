namespace InterContainer.Bench.Sources;

/// <summary>How much is written for a transport, and how much has to be known for it.</summary>
/// <param name="Files">How many are counted.</param>
/// <param name="Lines">Those that hold code.</param>
/// <param name="Concepts">Distinct names of others' types and members, and distinct words of SQL.</param>
internal sealed record CodeSize(int Files, int Lines, int Concepts)
{
    /// <summary>Of files together; a name that one of them declares is none of another's. Pure.</summary>
    /// <param name="counted">The files.</param>
    /// <param name="contract">Those that all transports share; what they declare is no concept of any.</param>
    public static CodeSize Of(IReadOnlyCollection<Source> counted, IEnumerable<Source> contract)
    {
        var known = counted.SelectMany(source => source.Declared).Concat(contract.SelectMany(source => source.Members)).ToHashSet();
        var names = counted.SelectMany(source => source.Names).Distinct().Count(name => !known.Contains(name));
        var words = counted.SelectMany(source => source.SqlWords).Distinct().Count();
        return new CodeSize(counted.Count, counted.Sum(source => source.Lines), names + words);
    }
}
