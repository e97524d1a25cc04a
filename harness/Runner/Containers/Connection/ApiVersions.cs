using InterContainer.Runner.Execution;

namespace InterContainer.Runner.Containers.Connection;

/// <summary>Settles the version of the API that is spoken to an engine.</summary>
internal static class ApiVersions
{
    public const string Variable = "DOCKER_API_VERSION";

    // What Testcontainers 4.16 is written for; Docker 29 speaks no older one.
    private static readonly Version Preferred = new(1, 44);

    // Docker 20.10 and Podman: the first whose statistics can be asked for once.
    private static readonly Version Oldest = new(1, 41);

    /// <summary>The version both sides know that is nearest to the preferred one, or the one that the user demands.</summary>
    /// <param name="engine">What it calls itself and where it is.</param>
    /// <param name="oldest">The oldest it speaks; null: as the newest.</param>
    /// <param name="newest">The newest it speaks.</param>
    /// <param name="demanded">The value of <c>DOCKER_API_VERSION</c>; null or empty: none.</param>
    /// <exception cref="LaunchException">There is none; one line says which there are.</exception>
    public static Version Negotiate(string engine, string? oldest, string? newest, string? demanded)
    {
        if (!Version.TryParse(newest, out var max) || !Version.TryParse(string.IsNullOrEmpty(oldest) ? newest : oldest, out var min) || min > max)
        {
            throw new LaunchException(
                $"{engine} says that it speaks the API {oldest} to {newest}, which are no versions; see that what answers there is a container engine");
        }

        if (max < Oldest)
        {
            throw new LaunchException(
                $"{engine} speaks the API {min} to {max}, which is too old. Accepted is {Oldest} (Docker 20.10, Podman 4) or later: update it, or "
                    + "name another by DOCKER_HOST or DOCKER_CONTEXT");
        }

        var least = Oldest > min ? Oldest : min;
        if (string.IsNullOrEmpty(demanded))
            return Preferred > max ? max : Preferred < least ? least : Preferred;
        return Version.TryParse(demanded, out var wanted) && wanted >= least && wanted <= max
            ? wanted
            : throw new LaunchException(
                $"{Variable}={demanded}: {engine} and this program have the API {least} to {max} in common: give one of these, or unset it");
    }
}
