using System.Globalization;

namespace InterContainer.Tests.EndToEnd.Fuzzing;

/// <summary>One generated command line in its surroundings.</summary>
/// <param name="Number">From 1; with the seed it says all the rest.</param>
/// <param name="Arguments">After the name of the program.</param>
/// <param name="Environment">What differs from the usual; null: the variable is not there.</param>
internal sealed record FuzzCase(int Number, IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string?> Environment)
{
    /// <summary>Stands where passwords stand, and nowhere else.</summary>
    public string Secret => SecretOf(Number);

    /// <summary>When Ctrl-C comes, where it has not ended before.</summary>
    public required TimeSpan InterruptAfter { get; init; }

    /// <summary>Writes the files that the arguments and variables name into its folder.</summary>
    public required Action<DirectoryInfo> Prepare { get; init; }

    public static string SecretOf(int number) => string.Create(CultureInfo.InvariantCulture, $"hunter2x{number}q");

    public override string ToString()
    {
        var variables = Environment.OrderBy(variable => variable.Key, StringComparer.Ordinal)
            .Select(variable => $"{variable.Key}={Shown(variable.Value ?? "(not there)")}");
        return $"case {Number}: {string.Join(' ', variables)} bench {string.Join(' ', Arguments.Select(Shown))}";
    }

    private static string Shown(string word) => $"'{(word.Length > 120 ? $"{word[..120]}… ({word.Length})" : word)}'".ReplaceLineEndings("\\n");
}
