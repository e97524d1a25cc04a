using InterContainer.Transports.Plugins;

namespace InterContainer.Transports;

/// <summary>
/// The transports there are: those of this assembly, and those of plug-ins. A transport is in it by being a class with a parameterless
/// constructor that implements <see cref="ITransport"/>; in a plug-in it must be public.
/// </summary>
public sealed class Catalogue
{
    private Catalogue(IEnumerable<ITransport> transports)
    {
        Transports = [.. transports.OrderBy(transport => transport.Traits.Family).ThenBy(transport => transport.Traits.Name, StringComparer.Ordinal)];
        Services =
        [
            .. Transports.Select(transport => transport.Traits.Service?.Service).OfType<Service>()
                .DistinctBy(service => service.Name)
                .OrderBy(service => service.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The transports of this assembly.</summary>
    public static Catalogue BuiltIn { get; } = new(
        typeof(Catalogue).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(ITransport)))
            .Select(type => (ITransport)Activator.CreateInstance(type)!));

    /// <summary>By family, then by name.</summary>
    public IReadOnlyList<ITransport> Transports { get; }

    /// <summary>What they need in addition to the two ends, by name. Of variants it is the default.</summary>
    public IReadOnlyList<Service> Services { get; }

    /// <summary>The built-in transports and those of plug-ins.</summary>
    /// <param name="plugins">Paths of assemblies that are built against this one. Their dependencies lie in the same folder.</param>
    /// <exception cref="TransportException">One is no plug-in, or a name is taken; one line says why.</exception>
    public static Catalogue WithPlugins(IReadOnlyList<string> plugins)
    {
        if (plugins.Count == 0)
            return BuiltIn;
        var transports = BuiltIn.Transports.ToDictionary(transport => transport.Traits.Name);
        var services = BuiltIn.Services.ToDictionary(service => service.Name);
        foreach (var path in plugins)
        {
            foreach (var transport in PluginLoader.Load(path))
            {
                if (!transports.TryAdd(transport.Traits.Name, transport))
                    throw PluginLoader.Broken(path, $"there is a transport '{transport.Traits.Name}' already; give yours another name");
                if (transport.Traits.Service?.Service is { } service && !services.TryAdd(service.Name, service) && services[service.Name] != service)
                    throw PluginLoader.Broken(path, $"there is a service '{service.Name}' already; give yours another name");
            }
        }

        return new Catalogue(transports.Values);
    }

    /// <summary>The transport of that name.</summary>
    /// <exception cref="TransportException">There is none; the message lists the names.</exception>
    public ITransport Find(string name) =>
        Transports.FirstOrDefault(transport => transport.Traits.Name == name)
        ?? throw new TransportException(
            $"There is no transport '{name}'. Accepted: {string.Join(", ", Transports.Select(transport => transport.Traits.Name))}.");
}
