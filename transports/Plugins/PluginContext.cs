using System.Reflection;
using System.Runtime.Loader;

namespace InterContainer.Transports.Plugins;

/// <summary>A plug-in's own load context: its dependencies lie in its folder, and the contract is the one that loads it.</summary>
internal sealed class PluginContext(string path) : AssemblyLoadContext(Path.GetFileName(path))
{
    private readonly AssemblyDependencyResolver _resolver = new(path);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        assemblyName.Name != Contract.Name && _resolver.ResolveAssemblyToPath(assemblyName) is { } found
            ? LoadFromAssemblyPath(found)
            : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;
}
