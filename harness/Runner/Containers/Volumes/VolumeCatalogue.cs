using InterContainer.Runner.Execution;
using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>The values of <c>--volume</c>.</summary>
public static class VolumeCatalogue
{
    /// <summary>Where folders lie unless another place is asked for.</summary>
    public const string Default = "named";

    private const Needs AnyFolder = Needs.SharedFolder | Needs.MemoryFolder;

    private static readonly IReadOnlyList<IVolumeType> Types =
    [
        .. typeof(VolumeCatalogue).Assembly.GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IVolumeType)))
            .Select(type => (IVolumeType)Activator.CreateInstance(type)!)
            .OrderByDescending(type => type.Name == Default)
            .ThenBy(type => type.Name, StringComparer.Ordinal),
    ];

    /// <summary>The default first, then by name.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Types.Select(type => type.Name)];

    /// <summary>Name and what it is, in the order of <see cref="Names"/>.</summary>
    public static IReadOnlyList<(string Name, string Summary)> Summaries { get; } = [.. Types.Select(type => (type.Name, type.Summary))];

    /// <summary>Why a transport is not measured on a volume that is not the default, in one line; null: it can be.</summary>
    /// <param name="traits">Of the transport.</param>
    /// <param name="volume">Null: the default.</param>
    /// <param name="isHere">Whether containers run on the kernel of this machine.</param>
    /// <param name="users">Of the containers.</param>
    public static string? UnsupportedReason(Traits traits, string? volume, bool isHere, EngineUsers users)
    {
        if (volume is null or Default)
            return null;
        var type = Find(volume);
        return WithoutFolder(traits) ?? type.WithoutEffect(traits.Needs) ?? type.UnsupportedReason(isHere, users);
    }

    /// <summary>Name → what an engine lacks for it, with the remedy; null: nothing.</summary>
    public static IEnumerable<(string Name, string? Lack)> Check(Engine engine) =>
        Types.Select(type => (type.Name, type.UnsupportedReason(engine.IsHere, engine.Users)));

    /// <summary>Why no volume makes a difference to a transport, in one line; null: it shares a folder of the pair's. Pure.</summary>
    public static string? WithoutFolder(Traits traits) => traits switch
    {
        _ when (traits.Needs & AnyFolder) != 0 => null,
        { Service: { IsBySocket: true, Service.Title: var title } } =>
            $"{traits.Name} meets in a volume of the {title}'s own, so a volume of the pair makes no difference to it",
        _ => $"{traits.Name} shares no folder, so the volume makes no difference to it",
    };

    /// <summary>The type of that name; null: the default.</summary>
    /// <exception cref="LaunchException">There is none.</exception>
    internal static IVolumeType Find(string? volume) =>
        Types.FirstOrDefault(type => type.Name == (volume ?? Default))
        ?? throw new LaunchException($"there is no volume '{volume}': accepted are {string.Join(", ", Names)}");
}
