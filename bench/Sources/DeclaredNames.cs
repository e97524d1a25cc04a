using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace InterContainer.Bench.Sources;

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
