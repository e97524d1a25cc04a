using System.Reflection;

namespace InterContainer.Transports.Plugins;

/// <summary>The assembly that plug-ins are built against.</summary>
internal static class Contract
{
    private static readonly AssemblyName Own = typeof(ITransport).Assembly.GetName();

    public static string Name => Own.Name!;

    public static Version Version => Own.Version!;

    /// <summary>As Semantic Versioning 2.0 has it: the major version must be the same, and before 1.0 the minor one too.</summary>
    public static bool Accepts(Version wanted) =>
        wanted.Major == Version.Major && (Version.Major > 0 || wanted.Minor == Version.Minor);
}
