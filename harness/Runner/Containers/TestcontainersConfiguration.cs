using System.Collections;
using InterContainer.Runner.Execution;

namespace InterContainer.Runner.Containers;

/// <summary>
/// What a person has set for Testcontainers: in <c>TESTCONTAINERS_*</c> variables, else in <c>~/.testcontainers.properties</c>. We take the mirror
/// of Docker Hub and credentials for registries from it. Nothing else reaches the library: the engine and the waits are ours.
/// </summary>
public sealed class TestcontainersConfiguration
{
    private const string Variables = "TESTCONTAINERS_";
    private const string File = ".testcontainers.properties";

    private static readonly (string Variable, string Property) Hub = ("TESTCONTAINERS_HUB_IMAGE_NAME_PREFIX", "hub.image.name.prefix");
    private static readonly (string Variable, string Property) Auth = ("DOCKER_AUTH_CONFIG", "docker.auth.config");

    // No reaper runs.
    private static readonly (string Variable, string Property) NoReaper = ("TESTCONTAINERS_RYUK_DISABLED", "ryuk.disabled");

    private static readonly char[] Separators = ['=', ':', ' '];

    private TestcontainersConfiguration()
    {
    }

    /// <summary>In front of the names of images on Docker Hub; null: none.</summary>
    public string? HubPrefix { get; private init; }

    /// <summary>What of it is not taken, in one line; null where there is nothing.</summary>
    public string? WithoutEffect { get; private init; }

    /// <summary>Credentials, as in Docker's config.json; null: none.</summary>
    internal string? AuthConfig { get; private init; }

    /// <exception cref="LaunchException">The file cannot be read, or Testcontainers could not read it.</exception>
    public static TestcontainersConfiguration Read()
    {
        var path = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), File);
        var variables = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => entry.Value as string ?? "");
        try
        {
            return Of(variables, System.IO.File.Exists(path) ? System.IO.File.ReadAllLines(path) : []);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LaunchException($"~/{File} cannot be read ({e.Message.ReplaceLineEndings(" ")}): make it readable, or remove it", e);
        }
    }

    /// <summary>Pure.</summary>
    /// <param name="variables">Of the environment.</param>
    /// <param name="lines">Of the file.</param>
    /// <exception cref="LaunchException">The file sets something twice.</exception>
    internal static TestcontainersConfiguration Of(IReadOnlyDictionary<string, string> variables, IEnumerable<string> lines)
    {
        // As Testcontainers reads it.
        var properties = lines
            .Select(line => line.Trim())
            .Where(line => line is not ['#' or '!', ..])
            .Select(line => line.Split(Separators, 2, StringSplitOptions.RemoveEmptyEntries))
            .Where(parts => parts.Length == 2)
            .ToLookup(parts => parts[0], parts => parts[1]);
        if (properties.FirstOrDefault(values => values.Count() > 1) is { } twice)
            throw new LaunchException($"~/{File} sets {twice.Key} more than once, which Testcontainers does not take: leave one of the lines");

        string? Value((string Variable, string Property) setting) =>
            variables.GetValueOrDefault(setting.Variable) is { Length: > 0 } value ? value : properties[setting.Property].FirstOrDefault();

        bool IsTaken(string name, string value) =>
            value.Length == 0 || name == Hub.Variable || name == Hub.Property || name == Auth.Property
            || ((name == NoReaper.Variable || name == NoReaper.Property) && value is "1" or "true" or "True");

        string[] idle =
        [
            .. variables.Where(entry => entry.Key.StartsWith(Variables, StringComparison.Ordinal) && !IsTaken(entry.Key, entry.Value))
                .Select(entry => entry.Key).Order(StringComparer.Ordinal),
            .. properties.Where(values => !IsTaken(values.Key, values.First()))
                .Select(values => $"{values.Key} (~/{File})").Order(StringComparer.Ordinal),
        ];
        return new TestcontainersConfiguration
        {
            HubPrefix = Value(Hub),
            AuthConfig = Value(Auth),
            WithoutEffect = idle.Length == 0
                ? null
                : $"Settings of Testcontainers without effect here: {string.Join(", ", idle)}. "
                    + "The engine is that of DOCKER_HOST or of Docker's context; no reaper runs, and no port is published.",
        };
    }
}
