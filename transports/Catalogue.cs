namespace InterContainer.Transports;

/// <summary>The transports there are. A transport is in it by being a public class of this assembly that implements <see cref="ITransport"/>.</summary>
public sealed class Catalogue
{
    private Catalogue(IReadOnlyList<ITransport> transports) => Transports = transports;

    /// <summary>The transports of this assembly.</summary>
    public static Catalogue BuiltIn { get; } = new(
        [.. typeof(Catalogue).Assembly.GetExportedTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(ITransport)))
            .Select(type => (ITransport)Activator.CreateInstance(type)!)
            .OrderBy(transport => transport.Traits.Family)
            .ThenBy(transport => transport.Traits.Name, StringComparer.Ordinal)]);

    /// <summary>By family, then by name.</summary>
    public IReadOnlyList<ITransport> Transports { get; }

    /// <summary>The transport of that name.</summary>
    /// <exception cref="TransportException">There is none; the message lists the names.</exception>
    public ITransport Find(string name) =>
        Transports.FirstOrDefault(transport => transport.Traits.Name == name)
        ?? throw new TransportException(
            $"There is no transport '{name}'. Accepted: {string.Join(", ", Transports.Select(transport => transport.Traits.Name))}.");
}
