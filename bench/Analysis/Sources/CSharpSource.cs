using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace InterContainer.Bench.Analysis.Sources;

/// <summary>Reads a file of C#, by its syntax alone. Pure.</summary>
internal static class CSharpSource
{
    // A line that has nothing else says only where something ends.
    private static readonly HashSet<SyntaxKind> Punctuation =
    [
        SyntaxKind.OpenBraceToken, SyntaxKind.CloseBraceToken, SyntaxKind.OpenParenToken, SyntaxKind.CloseParenToken,
        SyntaxKind.OpenBracketToken, SyntaxKind.CloseBracketToken, SyntaxKind.SemicolonToken, SyntaxKind.CommaToken, SyntaxKind.EndOfFileToken,
    ];

    // Words of the language that the syntax takes for names.
    private static readonly HashSet<string> Words = ["var", "_", "nameof", "value", "field"];

    /// <param name="path">Below the folder of the transports.</param>
    /// <param name="text">Its contents.</param>
    /// <exception cref="FormatException">It is not C#.</exception>
    public static Source Parse(string path, string text)
    {
        var tree = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview));
        if (tree.GetDiagnostics().FirstOrDefault(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) is { } error)
            throw new FormatException($"{path}: {error}");
        var root = tree.GetCompilationUnitRoot();
        var tokens = Code(root).ToList();
        var members = DeclaredNames.Members(root).ToHashSet();
        var types = root.DescendantNodes().OfType<MemberDeclarationSyntax>()
            .Where(member => member is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax
                && member.Parent is BaseNamespaceDeclarationSyntax or CompilationUnitSyntax)
            .ToList();
        return new Source(path, Lines(tokens))
        {
            Types = types.SelectMany(DeclaredNames.Of).ToHashSet(),
            IsContract = types.Any(type => type.Modifiers.Any(SyntaxKind.PublicKeyword)),
            Members = members,
            Declared = DeclaredNames.Variables(root).Concat(members).ToHashSet(),
            Names = tokens.Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText).Except(Words).ToHashSet(),
            Mentioned = root.DescendantNodes()
                .OfType<SimpleNameSyntax>()
                .Where(name => !IsBehindDot(name))
                .Select(name => name.Identifier.ValueText)
                .ToHashSet(),
            SqlWords = SqlText.Words(root).ToHashSet(),
        };
    }

    // What is imported, and the name of the namespace, are no part of what a file does.
    private static IEnumerable<SyntaxToken> Code(CompilationUnitSyntax root) => root
        .DescendantTokens(node => node is not (UsingDirectiveSyntax or NameSyntax { Parent: BaseNamespaceDeclarationSyntax }))
        .Where(token => token.Parent is not BaseNamespaceDeclarationSyntax);

    private static bool IsBehindDot(SimpleNameSyntax name) => name.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Name == name,
        MemberBindingExpressionSyntax => true,
        QualifiedNameSyntax qualified => qualified.Right == name,
        _ => false,
    };

    private static int Lines(IEnumerable<SyntaxToken> tokens)
    {
        HashSet<int> lines = [];
        foreach (var token in tokens.Where(token => !Punctuation.Contains(token.Kind())))
        {
            // A text may go over several lines, some of them blank.
            var first = token.GetLocation().GetLineSpan().StartLinePosition.Line;
            foreach (var (index, line) in token.Text.Split('\n').Index())
            {
                if (!string.IsNullOrWhiteSpace(line))
                    lines.Add(first + index);
            }
        }

        return lines.Count;
    }
}

/// <summary>The names that a file declares. Pure.</summary>
internal static class DeclaredNames
{
    /// <summary>Types and their members.</summary>
    public static IEnumerable<string> Members(CompilationUnitSyntax root) => root.DescendantNodes().SelectMany(Of);

    /// <summary>The names that one declaration of a type or member gives; none where it is something else.</summary>
    public static IEnumerable<string> Of(SyntaxNode node) => node switch
    {
        BaseTypeDeclarationSyntax type => [type.Identifier.ValueText],
        DelegateDeclarationSyntax type => [type.Identifier.ValueText],
        MethodDeclarationSyntax method => [method.Identifier.ValueText],
        PropertyDeclarationSyntax property => [property.Identifier.ValueText],
        EnumMemberDeclarationSyntax member => [member.Identifier.ValueText],
        BaseFieldDeclarationSyntax field => field.Declaration.Variables.Select(variable => variable.Identifier.ValueText),
        // The parameters of a record are its properties.
        ParameterSyntax { Parent.Parent: RecordDeclarationSyntax } parameter => [parameter.Identifier.ValueText],
        _ => [],
    };

    /// <summary>What lives inside of members: parameters, variables, local functions, the parts of a tuple.</summary>
    public static IEnumerable<string> Variables(CompilationUnitSyntax root) => root.DescendantNodes().Select(node => node switch
    {
        ParameterSyntax parameter => parameter.Identifier.ValueText,
        TypeParameterSyntax parameter => parameter.Identifier.ValueText,
        VariableDeclaratorSyntax variable => variable.Identifier.ValueText,
        SingleVariableDesignationSyntax variable => variable.Identifier.ValueText,
        ForEachStatementSyntax loop => loop.Identifier.ValueText,
        CatchDeclarationSyntax caught => caught.Identifier.ValueText,
        LocalFunctionStatementSyntax function => function.Identifier.ValueText,
        TupleElementSyntax part => part.Identifier.ValueText,
        _ => "",
    }).Where(name => name.Length > 0);
}

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
