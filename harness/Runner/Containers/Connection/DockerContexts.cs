using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using InterContainer.Runner.Execution;

namespace InterContainer.Runner.Containers.Connection;

/// <summary>The contexts of Docker's own command: names for engines, in files below its configuration folder.</summary>
/// <param name="folder">Where <c>config.json</c> is, if there is one.</param>
internal sealed class DockerContexts(string folder)
{
    /// <summary>The context that stands for the platform's socket.</summary>
    public const string Default = "default";

    private const string Endpoint = "docker";

    public static string HomeFolder { get; } = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");

    public string Folder => folder;

    private string Configuration => Path.Combine(folder, "config.json");

    /// <summary>The current context, and the file that says so; null where there is none.</summary>
    /// <exception cref="LaunchException">The file cannot be read.</exception>
    public (string Name, string Source)? Current
    {
        get
        {
            if (!File.Exists(Configuration))
                return null;
            using var json = Read(Configuration, $"mend it, or name the engine by {EngineEndpoint.HostVariable} or {EngineEndpoint.ContextVariable}");
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("currentContext", out var name)
                && name.ValueKind == JsonValueKind.String && name.GetString() is { Length: > 0 } text
                ? (text, $"the current context of {Configuration}")
                : null;
        }
    }

    /// <summary>The endpoint of a context, and its TLS if it has any.</summary>
    /// <exception cref="LaunchException">There is no such context, or it cannot be read.</exception>
    public (string Host, EngineTls? Tls) Find(string name, string source)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
        var file = Path.Combine(folder, "contexts", "meta", id, "meta.json");
        if (!File.Exists(file))
            throw new LaunchException($"{source}={name}: there is no such Docker context. Accepted are {string.Join(", ", Names)}: correct it, or unset it");
        const string remedy = "make it again with: docker context create";
        using var json = Read(file, remedy);
        try
        {
            var endpoint = json.RootElement.GetProperty("Endpoints").GetProperty(Endpoint);
            var certificates = Path.Combine(folder, "contexts", "tls", id, Endpoint);
            var skips = endpoint.TryGetProperty("SkipTLSVerify", out var skip) && skip.GetBoolean();
            return endpoint.GetProperty("Host").GetString() is { Length: > 0 } host
                ? (host, EngineTls.OfContext(name, certificates, skips))
                : throw new KeyNotFoundException();
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException)
        {
            throw new LaunchException($"{source}={name}: {file} names no endpoint of Docker; {remedy} {name}", e);
        }
    }

    private IEnumerable<string> Names
    {
        get
        {
            var contexts = new DirectoryInfo(Path.Combine(folder, "contexts", "meta"));
            var files = contexts.Exists ? contexts.EnumerateFiles("meta.json", SearchOption.AllDirectories) : [];
            return files.Select(NameIn).OfType<string>().Order(StringComparer.Ordinal).Prepend(Default);
        }
    }

    private static string? NameIn(FileInfo file)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(file.FullName));
            return json.RootElement.GetProperty("Name").GetString();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            // One that cannot be read cannot be chosen.
            return null;
        }
    }

    private static JsonDocument Read(string file, string remedy)
    {
        try
        {
            return JsonDocument.Parse(File.ReadAllText(file));
        }
        catch (JsonException e)
        {
            throw new LaunchException($"{file} is not JSON from line {e.LineNumber + 1} on: {remedy}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LaunchException($"{file} cannot be read ({e.Message}): {remedy}", e);
        }
    }
}
