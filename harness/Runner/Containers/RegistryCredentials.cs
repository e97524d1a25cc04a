using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Docker.DotNet.Models;
using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>
/// What <c>docker login</c> keeps for a registry: in <c>config.json</c>, or in the credential helper that it names. Every secret that is found
/// is masked from then on.
/// </summary>
/// <param name="configuration">The text of config.json; null: there is none.</param>
/// <param name="more">A text of that form that comes second; null: none.</param>
/// <param name="say">Told, in one line, why credentials that should be there are not sent.</param>
internal sealed class RegistryCredentials(string? configuration, string? more, Action<string> say)
{
    private const string HubKey = "https://index.docker.io/v1/";

    // What helpers give in place of a user where the secret is a token of identity.
    private const string TokenUser = "<token>";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private static readonly string[] HubHosts = ["docker.io", "index.docker.io", "registry-1.docker.io"];

    /// <summary>Of Docker's configuration (<c>DOCKER_CONFIG</c>, else <c>~/.docker</c>), and of what Testcontainers was given.</summary>
    public static RegistryCredentials Of(TestcontainersConfiguration testcontainers, Action<string> say)
    {
        var folder = Environment.GetEnvironmentVariable("DOCKER_CONFIG") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".docker");
        var path = Path.Combine(folder, "config.json");
        try
        {
            return new RegistryCredentials(File.Exists(path) ? File.ReadAllText(path) : null, testcontainers.AuthConfig, say);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            say($"Pulling without credentials: Docker's config.json cannot be read ({e.Message.ReplaceLineEndings(" ")}).");
            return new RegistryCredentials(null, testcontainers.AuthConfig, say);
        }
    }

    /// <summary>Null: the registry is asked without.</summary>
    public async Task<AuthConfig?> ForAsync(ImageReference image, CancellationToken cancellationToken)
    {
        var key = image.Registry is { } registry && !HubHosts.Contains(registry) ? registry : HubKey;
        var docker = Parse(configuration, "Docker's config.json");
        var helper = docker?["credHelpers"] is JsonObject helpers && helpers.FirstOrDefault(entry => HostOf(entry.Key) == HostOf(key)).Value is JsonValue own
            ? own
            : docker?["credsStore"] as JsonValue;
        return (helper is null ? null : await AskAsync(helper.ToString(), key, cancellationToken))
            ?? Kept(docker, key)
            ?? Kept(Parse(more, "DOCKER_AUTH_CONFIG"), key);
    }

    private JsonObject? Parse(string? text, string place)
    {
        try
        {
            return text is null ? null : JsonNode.Parse(text) as JsonObject;
        }
        catch (JsonException)
        {
            say($"Pulling without the credentials of {place}: it is no JSON.");
            return null;
        }
    }

    private static AuthConfig? Kept(JsonObject? file, string key)
    {
        if (file?["auths"] is not JsonObject all || all.FirstOrDefault(entry => HostOf(entry.Key) == HostOf(key)).Value is not JsonObject entry)
            return null;
        var pair = entry["auth"]?.ToString() is { Length: > 0 } encoded ? Decoded(encoded) : null;
        var user = pair?.User ?? entry["username"]?.ToString();
        var password = pair?.Password ?? entry["password"]?.ToString();
        var token = entry["identitytoken"]?.ToString();
        return string.IsNullOrEmpty(user) && string.IsNullOrEmpty(token) ? null : Learned(key, user, password, token);
    }

    private static (string User, string Password)? Decoded(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
            return null;
        var pair = Encoding.UTF8.GetString(bytes, 0, length).TrimEnd('\0');
        return pair.Split(':', 2) is [var user, var password] ? (user, password) : null;
    }

    private async Task<AuthConfig?> AskAsync(string helper, string key, CancellationToken cancellationToken)
    {
        var program = $"docker-credential-{helper}";
        try
        {
            using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limited.CancelAfter(Timeout);
            using var process = Process.Start(new ProcessStartInfo(program, "get")
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            await using var stop = limited.Token.Register(() => process.Kill(entireProcessTree: true));
            var errors = process.StandardError.ReadToEndAsync(limited.Token);
            await process.StandardInput.WriteAsync(key.AsMemory(), limited.Token);
            process.StandardInput.Close();
            var output = await process.StandardOutput.ReadToEndAsync(limited.Token);
            await process.WaitForExitAsync(limited.Token);
            await errors;
            // One that has none for this registry ends so.
            if (process.ExitCode != 0 || JsonNode.Parse(output) is not JsonObject found)
                return null;
            var (user, secret) = (found["Username"]?.ToString(), found["Secret"]?.ToString());
            return user == TokenUser ? Learned(key, null, null, secret) : Learned(key, user, secret, null);
        }
        catch (Exception e) when (e is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            var lack = e is Win32Exception ? "cannot be started" : "gives no answer";
            say($"Pulling without the credentials of {program}, which Docker's config.json names: it {lack}.");
            return null;
        }
    }

    private static AuthConfig Learned(string key, string? user, string? password, string? token)
    {
        foreach (var secret in new[] { password, token }.Where(secret => !string.IsNullOrEmpty(secret)))
            Redaction.Learn(secret!);
        return new AuthConfig { ServerAddress = key, Username = user, Password = password, IdentityToken = token };
    }

    // Keys are hosts, or addresses as old clients wrote them: https://reg.example/v1/.
    private static string HostOf(string key)
    {
        var start = key.IndexOf("://", StringComparison.Ordinal) is >= 0 and var scheme ? scheme + 3 : 0;
        return key[start..].Split('/', 2)[0];
    }
}
