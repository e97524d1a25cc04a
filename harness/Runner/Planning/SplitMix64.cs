namespace InterContainer.Runner.Planning;

/// <summary>
/// A stated generator (G. L. Steele, D. Lea, C. H. Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014): a seed gives the same numbers on
/// every machine and in every version, which <see cref="Random"/> does not promise.
/// </summary>
/// <param name="seed">Any.</param>
internal sealed class SplitMix64(ulong seed)
{
    private ulong _state = seed;

    /// <summary>The next 64 bits.</summary>
    public ulong Next()
    {
        var mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A copy in random order (Fisher and Yates); each order is as likely as any other, but for a bias below 2⁻³² a place.</summary>
    public IReadOnlyList<T> Shuffle<T>(IReadOnlyList<T> items)
    {
        T[] shuffled = [.. items];
        for (var left = shuffled.Length; left > 1; left--)
        {
            var taken = (int)Math.BigMul(Next(), (ulong)left, out _);
            (shuffled[left - 1], shuffled[taken]) = (shuffled[taken], shuffled[left - 1]);
        }

        return shuffled;
    }
}
