using System.Reflection;
using InterContainer.Transports;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace InterContainer.Tests.Transports;

/// <summary>Makes plug-ins of source text, without a project.</summary>
internal static class PluginCompiler
{
    /// <summary>Against the contract of the transports, and those of the suite.</summary>
    /// <returns>The path of the assembly.</returns>
    public static string Compile(string source, DirectoryInfo folder) =>
        Emit(
            "Plugin",
            source,
            new[] { typeof(ITransport), typeof(Catalogue) }.Select(type => MetadataReference.CreateFromFile(type.Assembly.Location)),
            folder);

    public static string Emit(string name, string source, IEnumerable<MetadataReference> references, DirectoryInfo folder)
    {
        var path = Path.Combine(folder.FullName, $"{name}.dll");
        var runtime = Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System*.dll")
            .Where(IsManaged)
            .Select(file => MetadataReference.CreateFromFile(file));
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source, cancellationToken: TestContext.Current.CancellationToken)],
            [.. runtime, .. references],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        var result = compilation.Emit(path, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return path;
    }

    private static bool IsManaged(string path)
    {
        try
        {
            AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
