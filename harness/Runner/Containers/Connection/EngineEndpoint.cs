using InterContainer.Runner.Execution;
using InterContainer.Transports;

namespace InterContainer.Runner.Containers.Connection;

/// <summary>
/// Where an engine is looked for, as Docker's own command does: <c>DOCKER_HOST</c>, else <c>DOCKER_CONTEXT</c>, else the current context of
/// Docker's <c>config.json</c>, else the platform's socket.
/// </summary>
/// <param name="Address">unix, npipe, tcp, http, https, or ssh; a network address has its port.</param>
/// <param name="Source">What named it; null: nothing did.</param>
/// <param name="Tls">Null: without TLS, or over what needs none.</param>
/// <param name="Ssh">Of an address that is ssh; else null.</param>
internal sealed record EngineEndpoint(Uri Address, string? Source = null, EngineTls? Tls = null, SshAddress? Ssh = null)
{
    public const string HostVariable = "DOCKER_HOST";
    public const string ContextVariable = "DOCKER_CONTEXT";
    public const string TlsVerifyVariable = "DOCKER_TLS_VERIFY";
    public const string TlsVariable = "DOCKER_TLS";
    public const string CertificatesVariable = "DOCKER_CERT_PATH";

    private const string NamedPipe = "npipe";
    private const int Port = 2375;
    private const int TlsPort = 2376;

    private static readonly string OfPlatform = OperatingSystem.IsWindows() ? "npipe://./pipe/docker_engine" : "unix:///var/run/docker.sock";

    private static readonly string Accepted =
        $"Accepted are {(OperatingSystem.IsWindows() ? "npipe://./pipe/NAME" : "unix:///PATH")}, tcp://HOST:PORT and ssh://[USER@]HOST[:PORT]";

    /// <summary>Whether its address is one of this machine. The engine may be in a virtual machine all the same.</summary>
    public bool IsLocal => Ssh is { } ssh ? ssh.IsLoopback : Address.Scheme is "unix" or NamedPipe || Address.IsLoopback;

    /// <param name="variable">The value of an environment variable; null where it is not set.</param>
    /// <exception cref="LaunchException">What names it is malformed, or names what is not there; one line says what is accepted.</exception>
    public static EngineEndpoint Find(Func<string, string?> variable)
    {
        var contexts = new DockerContexts(variable("DOCKER_CONFIG") is { Length: > 0 } folder ? folder : DockerContexts.HomeFolder);
        if (variable(HostVariable)?.Trim() is { Length: > 0 } host)
            return Of(host, HostVariable, $"{HostVariable}={host}", EngineTls.OfEnvironment(variable, contexts.Folder));
        var named = variable(ContextVariable) is { Length: > 0 } chosen ? (chosen, ContextVariable) : contexts.Current;
        if (named is not var (name, source) || name == DockerContexts.Default)
            return Of(OfPlatform, null, OfPlatform, null);
        var context = contexts.Find(name, source);
        return Of(context.Host, $"the Docker context {name}", $"the Docker context {name} has the endpoint {context.Host}", context.Tls);
    }

    /// <summary>The address without credentials, and what named it.</summary>
    public override string ToString() =>
        $"{Redaction.OfNamed(Ssh?.ToString() ?? Address.ToString().TrimEnd('/'))}{(Source is null ? "" : $" of {Source}")}";

    private static EngineEndpoint Of(string text, string? source, string said, EngineTls? tls)
    {
        const string separator = "://";
        var at = text.IndexOf(separator, StringComparison.Ordinal);
        var (scheme, rest) = at < 0 ? ("tcp", text) : (text[..at].ToLowerInvariant(), text[(at + separator.Length)..]);
        switch (scheme)
        {
            case "unix" when rest.Length > 0:
                return new EngineEndpoint(OfSocket(rest), source);
            case NamedPipe when OperatingSystem.IsWindows() && Uri.TryCreate($"{NamedPipe}://./{rest.TrimStart('/', '.')}", UriKind.Absolute, out var pipe):
                return new EngineEndpoint(pipe, source);
            case "ssh" when OperatingSystem.IsWindows():
                throw Refused(said, "an engine behind ssh is reached from Linux and macOS only");
            case "ssh":
                return SshAddress.Parse(text) is { } ssh
                    ? new EngineEndpoint(new Uri("ssh://forwarded"), source, Ssh: ssh)
                    : throw Refused(said, "it is not ssh://[USER@]HOST[:PORT], or that with /SOCKET after it, and without a password");
            case "tcp" or "http" or "https":
                tls ??= scheme == "https" ? EngineTls.OfSystem : null;
                return OfNetwork(rest, tls is null ? Port : TlsPort) is { } address
                    ? new EngineEndpoint(address, source, tls)
                    : throw Refused(said, rest.StartsWith('/') ? $"a socket is written unix://{rest}" : "it is no HOST:PORT");
            default:
                throw Refused(said, $"{scheme} leads to no engine");
        }
    }

    /// <summary>The address of a Unix socket, whatever signs are in its path.</summary>
    public static Uri OfSocket(string path) => new($"unix://{string.Join('/', Path.GetFullPath(path).Split('/').Select(Uri.EscapeDataString))}");

    private static Uri? OfNetwork(string rest, int port)
    {
        var text = $"tcp://{(rest.StartsWith(':') ? "localhost" : "")}{rest}";
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || Uri.CheckHostName(address.DnsSafeHost) == UriHostNameType.Unknown)
            return null;
        return address.Port > 0 ? address : new UriBuilder(address) { Port = port }.Uri;
    }

    private static LaunchException Refused(string said, string why) =>
        new($"{Redaction.OfNamed(said)}: {why}. {Accepted}: correct it, or name no engine to use the one of this machine");
}
