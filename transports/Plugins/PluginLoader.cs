using System.Reflection;

namespace InterContainer.Transports.Plugins;

/// <summary>Loads the transports of an assembly, and turns each way in which that fails into one line.</summary>
internal static class PluginLoader
{
    /// <exception cref="TransportException">It is no plug-in; the message says why and what to do.</exception>
    public static IReadOnlyList<ITransport> Load(string path)
    {
        var assembly = Open(path);
        var wanted = assembly.GetReferencedAssemblies().FirstOrDefault(name => name.Name == Contract.Name)?.Version
            ?? throw Broken(path, $"it does not reference {Contract.Name}; build it against that package");
        if (!Contract.Accepts(wanted))
            throw Broken(path, $"it is built against {Contract.Name} {wanted.ToString(3)} and this is {Contract.Version.ToString(3)}; build it again");
        var types = Types(assembly, path).Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(ITransport))).ToList();
        return types.Count > 0
            ? [.. types.Select(type => Make(type, path))]
            : throw Broken(path, $"it has no public class that implements {nameof(ITransport)}");
    }

    internal static TransportException Broken(string path, string why, Exception? cause = null) => new($"--plugin {path}: {why}.", cause!);

    private static Assembly Open(string path)
    {
        var full = Path.GetFullPath(path);
        if (!File.Exists(full))
            throw Broken(path, "there is no such file; give the path of an assembly");
        try
        {
            return new PluginContext(full).LoadFromAssemblyPath(full);
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or InvalidOperationException)
        {
            throw Broken(path, "it is no .NET assembly; give the path of one", e);
        }
    }

    private static Type[] Types(Assembly assembly, string path)
    {
        try
        {
            return assembly.GetExportedTypes();
        }
        catch (Exception e) when (e is IOException or TypeLoadException or BadImageFormatException)
        {
            throw Broken(path, $"a dependency is not in its folder ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})", e);
        }
    }

    private static ITransport Make(Type type, string path)
    {
        try
        {
            var transport = (ITransport)Activator.CreateInstance(type)!;
            return transport.Traits is { Name.Length: > 0 } traits && traits.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
                ? transport
                : throw Broken(path, $"the name of {type.Name} must be of lower-case letters, digits and hyphens");
        }
        catch (MissingMethodException e)
        {
            throw Broken(path, $"{type.Name} has no public constructor without parameters", e);
        }
        catch (TargetInvocationException e)
        {
            throw Broken(path, $"the constructor of {type.Name} failed ({e.InnerException!.Message.ReplaceLineEndings(" ").TrimEnd('.')})", e);
        }
    }
}
