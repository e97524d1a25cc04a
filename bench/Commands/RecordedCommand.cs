using System.Text.RegularExpressions;
using InterContainer.Transports;

namespace InterContainer.Bench.Commands;

/// <summary>Arguments as a line for a POSIX shell that can be pasted; each secret in it stands as <c>***</c>. Pure.</summary>
internal static partial class RecordedCommand
{
    private const string EnvironmentOfBenchmarks = "--envVars";

    /// <param name="tokens">Names of options and their values, separate.</param>
    public static string Of(IEnumerable<string> tokens) => string.Join(' ', WithoutSecrets(tokens).Select(Quoted));

    /// <summary>The same, as separate tokens, not quoted.</summary>
    /// <param name="tokens">Names of options and their values, separate.</param>
    public static IEnumerable<string> WithoutSecrets(IEnumerable<string> tokens)
    {
        string? option = null;
        foreach (var token in tokens)
        {
            var isOption = token.StartsWith('-');
            yield return isOption || option is null ? Redaction.OfNamed(token) : WithoutSecret(option, token);
            option = isOption ? token : option;
        }
    }

    private static string WithoutSecret(string option, string value) => option switch
    {
        _ when ServiceOptions.Masked(option, value) is { } masked => masked,
        // NAME:VALUE, whatever the name.
        EnvironmentOfBenchmarks => $"{value.Split(':')[0]}:{Redaction.Mask}",
        _ => Redaction.OfNamed(value),
    };

    private static string Quoted(string word) =>
        Plain().IsMatch(word) ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"^[\w@%+=:,./-]+$", RegexOptions.ECMAScript)]
    private static partial Regex Plain();
}
