using System.Net.Sockets;
using Docker.DotNet;
using Docker.DotNet.Handler.Abstractions;
using InterContainer.Runner.Execution;

namespace InterContainer.Runner.Containers.Connection;

/// <summary>The one way to an engine: an address that the client libraries take, with what TLS and ssh need.</summary>
internal sealed class EngineConnection : IDisposable
{
    private const string Remedy =
        "start it (to install one: https://docs.docker.com/engine/install), or name another by DOCKER_HOST or DOCKER_CONTEXT";

    private const string TlsRemedy =
        $"set {EngineEndpoint.TlsVerifyVariable}=1, and {EngineEndpoint.CertificatesVariable} to the folder of its ca.pem, cert.pem and key.pem";

    private readonly EngineEndpoint _endpoint;
    private readonly SshForward? _forward;
    private readonly EngineCredentials? _credentials;

    private EngineConnection(EngineEndpoint endpoint, SshForward? forward, EngineCredentials? credentials)
    {
        _endpoint = endpoint;
        _forward = forward;
        _credentials = credentials;
        Address = forward is null ? endpoint.Address : EngineEndpoint.OfSocket(forward.Socket);
    }

    public EngineEndpoint Endpoint => _endpoint;

    /// <summary>What the client libraries are given.</summary>
    public Uri Address { get; }

    public IAuthProvider? Credentials => _credentials;

    /// <exception cref="LaunchException">A certificate cannot be read, or ssh does not come in; one line says why.</exception>
    public static async Task<EngineConnection> OpenAsync(EngineEndpoint endpoint, CancellationToken cancellationToken) => new(
        endpoint,
        endpoint.Ssh is null ? null : await SshForward.OpenAsync(endpoint.Ssh, cancellationToken),
        endpoint.Tls?.Load());

    /// <param name="api">Null: paths without a version.</param>
    public DockerClient Client(Version? api) =>
        new DockerClientBuilder().WithEndpoint(Address).WithAuthProvider(Credentials).WithApiVersion(api).Build();

    /// <summary>Why it does not answer, and what to do, in one line.</summary>
    /// <param name="failure">Of a request.</param>
    /// <param name="timeout">How long one was waited for.</param>
    public LaunchException Unreachable(Exception failure, TimeSpan timeout)
    {
        var cause = failure is OperationCanceledException ? $"no answer within {timeout.TotalSeconds:0} s"
            : Address.Scheme == "unix" && !File.Exists(Address.LocalPath) ? "there is no such socket"
            : EngineWords.Of(failure);
        var seen = failure.GetBaseException();
        return new LaunchException(_endpoint switch
        {
            { Ssh: { } ssh } => UnreachableThrough(ssh, cause),
            { Tls: { } tls } => UnreachableOver(tls, cause),
            _ when cause.Contains("HTTPS server", StringComparison.Ordinal) => $"the container engine at {_endpoint} speaks TLS only; {TlsRemedy}",
            _ when seen is SocketException { SocketErrorCode: SocketError.AccessDenied } =>
                $"the container engine at {_endpoint} is not yours to use ({cause}); join the group of its socket (sudo usermod -aG docker $USER), "
                    + "log in again, or name another by DOCKER_HOST or DOCKER_CONTEXT",
            // Something is there, and does not talk as an engine does without TLS.
            { Address.Scheme: "tcp" } when seen is not (SocketException or OperationCanceledException) =>
                $"no container engine answers at {_endpoint} ({cause}); where it speaks TLS, {TlsRemedy}; else {Remedy}",
            _ => $"no container engine answers at {_endpoint} ({cause}); {Remedy}",
        }, failure);
    }

    private string UnreachableThrough(SshAddress ssh, string words) =>
        $"no container engine answers at {_endpoint} ({_forward!.Close() ?? words}); see that its socket there is {_forward.Remote}, or name it as "
            + $"{ssh with { Socket = "/SOCKET" }}, that you may use it, and that sshd may forward to it (AllowStreamLocalForwarding)";

    private string UnreachableOver(EngineTls tls, string words)
    {
        var ours = _credentials!.HasOwn ? "it must accept cert.pem of that folder" : "cert.pem with key.pem must be in that folder where it asks for one";
        var remedy = tls.Folder is null
            ? "an authority that the system trusts must have signed its certificate, which must name its host"
            : $"ca.pem of {tls.Folder} must have signed its certificate, which must name its host, and {ours}";
        return $"no container engine answers over TLS at {_endpoint} ({_credentials.Refusal ?? words}); {tls.Source}: {remedy}";
    }

    public void Dispose() => _forward?.Dispose();
}
