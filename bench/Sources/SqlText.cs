using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace InterContainer.Bench.Sources;

/// <summary>SQL in the texts of C#: a language of its own, whose words the author of the file has to know. Pure.</summary>
internal static class SqlText
{
    private static readonly HashSet<string> Beginnings =
    [
        "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "CREATE", "DROP", "BEGIN", "COMMIT", "LISTEN", "NOTIFY", "PRAGMA",
    ];

    private static readonly char[] Separators = [' ', '\n', '\r', '\t', '(', ')', ',', ';', '=', '"', '\''];

    /// <summary>The words in capitals, of two letters or more, of each text that begins with a statement.</summary>
    public static IEnumerable<string> Words(CompilationUnitSyntax root) => root.DescendantNodes()
        .Select(node => node switch
        {
            LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression) => literal.Token.ValueText,
            InterpolatedStringExpressionSyntax text =>
                string.Join(' ', text.Contents.OfType<InterpolatedStringTextSyntax>().Select(part => part.TextToken.ValueText)),
            _ => "",
        })
        .Select(text => text.Split(Separators, StringSplitOptions.RemoveEmptyEntries))
        .Where(words => words.Length > 0 && Beginnings.Contains(words[0]))
        .SelectMany(words => words.Where(word => word.Length > 1 && word.All(char.IsAsciiLetterUpper)));
}
