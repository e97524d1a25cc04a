using Docker.DotNet.Models;

namespace InterContainer.Runner.Containers;

/// <summary>What keeps the processes of a container from system calls and files, read back from the engine and from the container. Pure.</summary>
/// <param name="Engine">As the engine says it of itself: <c>name=seccomp,profile=builtin</c> and its like.</param>
/// <param name="Container">As the container's own inspection says it: its profiles, labels and options.</param>
internal sealed record SecurityInForce(IReadOnlyList<string> Engine, IReadOnlyList<string> Container)
{
    private const string Unconfined = "unconfined";

    public static SecurityInForce Of(SystemInfoResponse engine, ContainerInspectResponse container) => new(
        [.. engine.SecurityOptions ?? []],
        [
            .. Named("AppArmor", container.AppArmorProfile),
            .. Named("SELinux", container.ProcessLabel),
            .. Named("SELinux mount", container.MountLabel),
            .. container.HostConfig?.SecurityOpt ?? [],
        ]);

    /// <summary>Whether what an agent said may come of such a refusal, so that this is worth asking for.</summary>
    public static bool MayHaveCaused(string said) => IsCall(said) || IsFile(said);

    /// <summary>What may have refused what an agent speaks of.</summary>
    /// <param name="said">Its words; null: a system call that is not allowed ended it, without any.</param>
    /// <returns>A part of a line; null: nothing that is in force refuses that.</returns>
    public string? Refusing(string? said)
    {
        // A file whose mode forbids it is far more common, and of a profile only a mandatory one forbids it in these words.
        if (said is not null && !IsCall(said) && !Container.Any(IsMandatory))
            return null;
        string[] parts = [List("the engine", Engine), List("the container", Container)];
        return string.Join(", ", parts.Where(part => part.Length > 0)) is { Length: > 0 } known
            ? $"perhaps refused by what is in force ({known}): see docker info and docker inspect"
            : null;
    }

    private static bool IsCall(string said) => said.Contains("Operation not permitted", StringComparison.OrdinalIgnoreCase);

    // The runtime's words for EACCES, and the system's.
    private static bool IsFile(string said) =>
        said.Contains("Permission denied", StringComparison.OrdinalIgnoreCase) || said.Contains("' is denied", StringComparison.OrdinalIgnoreCase);

    private static bool IsMandatory(string option) =>
        option.StartsWith("AppArmor", StringComparison.Ordinal) || option.StartsWith("SELinux", StringComparison.Ordinal);

    private static string List(string whose, IReadOnlyList<string> options) => options.Count == 0 ? "" : $"{whose}: {string.Join("; ", options)}";

    private static IEnumerable<string> Named(string kind, string? value) => string.IsNullOrEmpty(value) || value == Unconfined ? [] : [$"{kind} {value}"];
}
