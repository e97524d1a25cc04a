using Docker.DotNet.Models;
using InterContainer.Runner.Planning;

namespace InterContainer.Runner.Containers;

/// <summary>The runtimes that an engine knows, as it lists them (<c>docker info</c>). Pure.</summary>
/// <param name="Default">The name of the one that runs a container for which none is named; empty: the engine does not say.</param>
/// <param name="Known">Name → what is behind it.</param>
public sealed record EngineRuntimes(string Default, IReadOnlyDictionary<string, EngineRuntime> Known)
{
    private const string Remedy = "register it in the engine's configuration (docs/runtimes.md), and run again";

    internal static EngineRuntimes Of(SystemInfoResponse info) => new(
        info.DefaultRuntime ?? "",
        (info.Runtimes ?? new Dictionary<string, RuntimeWithStatus>()).ToDictionary(known => known.Key, known => EngineRuntime.Of(known.Value)));

    /// <summary>The names of those that are another program than the default, or run it with other arguments, in order.</summary>
    public IReadOnlyList<string> Others => [.. Known.Keys.Where(name => !IsDefault(name)).Order(StringComparer.Ordinal)];

    /// <summary>Whether a container of that runtime is one of the default's.</summary>
    /// <param name="runtime">Null: none is named.</param>
    public bool IsDefault(string? runtime) => runtime is null || runtime == Default
        || (Known.TryGetValue(runtime, out var one) && Known.TryGetValue(Default, out var other) && one == other);

    /// <summary>Why a pair is not measured under a runtime, with the remedy, in one line; null: it can be.</summary>
    /// <param name="runtime">Null: none is named.</param>
    public string? UnsupportedReason(string? runtime) => runtime switch
    {
        null => null,
        Conditions.EveryRuntime when Others.Count == 0 => $"the engine knows no runtime but its default, {Default}: {Remedy}",
        _ when runtime == Default => $"{runtime} is the engine's default runtime, which a pair without --runtime is measured under",
        _ when !Known.ContainsKey(runtime) =>
            $"the engine knows no runtime '{runtime}', only {string.Join(", ", Known.Keys.Order(StringComparer.Ordinal))}: {Remedy}",
        _ when IsDefault(runtime) => $"{runtime} is the program of {Default}, the engine's default, with the same arguments: it is not measured twice",
        _ => null,
    };

    /// <summary>For people: the name, and the arguments that are registered for it, where there are any.</summary>
    /// <param name="runtime">Null: the default.</param>
    public string Text(string? runtime) => Arguments(runtime) is { Length: > 0 } arguments ? $"{Name(runtime)} {arguments}" : Name(runtime);

    /// <summary>For the results: what the pair's containers ran under.</summary>
    /// <param name="runtime">Null: the default.</param>
    public IReadOnlyDictionary<string, string> Settings(string? runtime) => new[]
        {
            (Key: "runtime", Value: Name(runtime)),
            (Key: "runtime.arguments", Value: Arguments(runtime)),
        }
        .Where(setting => setting.Value.Length > 0)
        .ToDictionary(setting => setting.Key, setting => setting.Value);

    private string Name(string? runtime) => runtime ?? Default;

    private string Arguments(string? runtime) => Known.TryGetValue(Name(runtime), out var known) ? known.Arguments : "";
}

/// <summary>A runtime that is registered.</summary>
/// <param name="Program">Its path, or the name of the shim that starts it.</param>
/// <param name="Arguments">That it is started with, and the options of its shim; empty: none.</param>
public sealed record EngineRuntime(string Program, string Arguments)
{
    internal static EngineRuntime Of(RuntimeWithStatus registered) => new(
        string.IsNullOrEmpty(registered.Path) ? registered.Type ?? "" : registered.Path,
        string.Join(
            ' ',
            [.. registered.Args ?? [], .. (registered.Options ?? new Dictionary<string, object>()).Select(option => $"{option.Key}={option.Value}")]));
}
