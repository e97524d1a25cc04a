using System.Collections;
using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace InterContainer.Transports;

/// <summary>Takes secrets out of texts for people: those that this process knows, and what looks like one by the name before it.</summary>
public static partial class Redaction
{
    /// <summary>Stands for a secret.</summary>
    public const string Mask = "***";

    // Shorter ones stand in many a word, and are taken out where they stand by themselves.
    private const int DistinctLength = 4;

    // Every shell sets these: the current folder, and the one before.
    private static readonly string[] Folders = ["PWD", "OLDPWD"];

    private static readonly ConcurrentDictionary<string, bool> Known = new(StringComparer.Ordinal);

    /// <summary>A text without secrets. It is for free text: of a password that is a common word every occurrence is masked.</summary>
    public static string Of(string text)
    {
        // The longest first: one may be part of another.
        foreach (var secret in Known.Keys.OrderByDescending(secret => secret.Length))
        {
            if (text.Contains(secret, StringComparison.Ordinal))
            {
                text = secret.Length < DistinctLength
                    ? Regex.Replace(text, $@"(?<!\w){Regex.Escape(secret)}(?!\w)", Mask)
                    : text.Replace(secret, Mask, StringComparison.Ordinal);
            }
        }

        return OfNamed(text);
    }

    /// <summary>
    /// A text without what a name before it calls a secret (<c>Password=…</c>), and without the credentials of URIs; other known secrets stay.
    /// </summary>
    public static string OfNamed(string text) =>
        NamedSecrets().Replace(Credentials().Replace(text, $"$1{Mask}@"), $"$1{Mask}");

    /// <summary>Whether a setting, a key of a connection string or an environment variable of that name holds a secret.</summary>
    public static bool IsSecretName(string name) => SecretNames().IsMatch(name);

    /// <summary>Masks a value from now on, also as URIs, JSON, connection strings and shells write it.</summary>
    public static void Learn(string secret)
    {
        string[] forms =
        [
            secret,
            Uri.EscapeDataString(secret),
            JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).Value,
            JsonEncodedText.Encode(secret).Value,
            secret.Replace("'", "''", StringComparison.Ordinal),
            secret.Replace("\"", "\"\"", StringComparison.Ordinal),
            secret.Replace("'", @"'\''", StringComparison.Ordinal),
        ];
        foreach (var form in forms.Where(form => !Mask.Contains(form.Trim(), StringComparison.Ordinal)))
            Known[form] = true;
    }

    /// <summary>Masks the values of environment variables whose names say that they are secret.</summary>
    public static void LearnEnvironment()
    {
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (IsSecretName(name) && !Folders.Contains(name) && variable.Value is string { Length: >= DistinctLength } value)
                Learn(value);
        }
    }

    [GeneratedRegex(
        @"(?:password|passwd|passphrase|pwd|psw|secret|token|credentials?|(?:api|access)[ _-]?key|auth[ _-]?config)$|^pass$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex SecretNames();

    // A value without quotes may hold spaces. In a command line it ends before the next option.
    [GeneratedRegex(
        """((?:password|passwd|passphrase|pwd|psw|secret|token|(?:api|access)[ _-]?key)(?:\s*=\s*|:(?=[^\s:])))""" +
        """(?:'(?:[^']|'')*'|"(?:[^"]|"")*"|[^;&'"`\r\n]*?(?=[;&'"`\r\n]|\s--|$))""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamedSecrets();

    // The user of ssh is no secret, and is needed to understand an error.
    [GeneratedRegex(@"((?!ssh:)\b[a-z][a-z0-9+.-]*://|\bssh://[^\s/@:]*:)[^\s""'`]+@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Credentials();
}
