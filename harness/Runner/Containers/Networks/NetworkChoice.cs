using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>A network and the options chosen for it, written <c>name</c> or <c>name:option=value,option=value</c>.</summary>
public sealed class NetworkChoice
{
    /// <summary>Where pairs live where no other is asked for.</summary>
    public const string Default = "bridge";

    // The default first, the others by name.
    private static readonly IReadOnlyList<INetworkTopology> Topologies =
    [
        .. typeof(NetworkChoice).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(INetworkTopology)))
            .Select(type => (INetworkTopology)Activator.CreateInstance(type)!)
            .OrderBy(topology => topology.Name != Default)
            .ThenBy(topology => topology.Name, StringComparer.Ordinal),
    ];

    private NetworkChoice(INetworkTopology topology, IReadOnlyDictionary<string, string> options)
    {
        Topology = topology;
        Options = options;
        Text = ChosenOptions.Text(topology.Name, topology.Options, options);
    }

    /// <summary>Name and summary of each network there is, with the text of each of its options.</summary>
    public static IReadOnlyList<(string Name, string Summary, IReadOnlyList<string> Options)> All { get; } =
    [
        .. Topologies.Select(topology => (
            topology.Name,
            topology.Summary,
            (IReadOnlyList<string>)[.. topology.Options.Select(option => $"{option.Name}={option.Default}  (accepted: {option.Accepts})")])),
    ];

    /// <summary>The canonical text: the name, and those options that differ from their defaults.</summary>
    public string Text { get; }

    /// <summary>As conditions have it; null: the default.</summary>
    public string? Condition => Text == Default ? null : Text;

    internal INetworkTopology Topology { get; }

    /// <summary>Every option with the value in force.</summary>
    internal IReadOnlyDictionary<string, string> Options { get; }

    /// <summary>Reads a choice.</summary>
    /// <exception cref="TransportException">The name, an option or a value is unknown; the message lists what is accepted.</exception>
    public static NetworkChoice Parse(string text)
    {
        var name = ChosenOptions.NameIn(text);
        var topology = Topologies.FirstOrDefault(one => one.Name == name)
            ?? throw new TransportException($"There is no network '{name}'. Accepted: {string.Join(", ", Topologies.Select(one => one.Name))}.");
        return new NetworkChoice(topology, ChosenOptions.Read(text, topology.Name, topology.Options));
    }

    /// <summary>That of conditions.</summary>
    /// <exception cref="TransportException">As of <see cref="Parse"/>.</exception>
    internal static NetworkChoice Of(string? condition) => Parse(condition ?? Default);

    /// <summary>What of each network an engine can make, as far as it says: name, and the reason with the remedy where it cannot.</summary>
    public static IReadOnlyList<(string Name, string? Lack)> Check(Engine engine) =>
    [
        .. Topologies.Select(topology => (
            topology.Name, topology.UnsupportedReason(engine.Networking, ChosenOptions.Read(topology.Name, topology.Name, topology.Options)))),
    ];
}
