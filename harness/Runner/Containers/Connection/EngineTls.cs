using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Docker.DotNet.X509;
using InterContainer.Runner.Execution;

namespace InterContainer.Runner.Containers.Connection;

/// <summary>How TLS is spoken to an engine: with the files that Docker's own command uses.</summary>
/// <param name="Source">What asks for it.</param>
/// <param name="Folder">
/// Where <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c> are, each if it is there; null: the system's authorities, and no certificate of one's own.
/// </param>
/// <param name="Verifies">Whether the engine must show a certificate of <c>ca.pem</c> or of an authority that the system trusts.</param>
internal sealed record EngineTls(string Source, string? Folder, bool Verifies)
{
    private const string AuthorityFile = "ca.pem";
    private const string CertificateFile = "cert.pem";
    private const string KeyFile = "key.pem";

    public static EngineTls OfSystem { get; } = new("https", null, Verifies: true);

    /// <summary>As the variables of Docker's own command say; null where none asks for it.</summary>
    public static EngineTls? OfEnvironment(Func<string, string?> variable, string configuration)
    {
        var verifies = !string.IsNullOrEmpty(variable(EngineEndpoint.TlsVerifyVariable));
        if (!verifies && string.IsNullOrEmpty(variable(EngineEndpoint.TlsVariable)))
            return null;
        var folder = variable(EngineEndpoint.CertificatesVariable) is { Length: > 0 } given ? given : configuration;
        return new EngineTls($"{(verifies ? EngineEndpoint.TlsVerifyVariable : EngineEndpoint.TlsVariable)} is set", folder, verifies);
    }

    /// <summary>As a context has it; null where it has none.</summary>
    public static EngineTls? OfContext(string name, string folder, bool skipsVerification)
    {
        var has = new[] { AuthorityFile, CertificateFile, KeyFile }.Any(file => File.Exists(Path.Combine(folder, file)));
        return has || skipsVerification ? new EngineTls($"the Docker context {name} has TLS", folder, !skipsVerification) : null;
    }

    /// <exception cref="LaunchException">A file is missing or is not what it should be.</exception>
    public EngineCredentials Load() => new(OwnCertificate(), Verifies ? Authorities() : null, Verifies);

    private X509Certificate2? OwnCertificate()
    {
        if (Folder is null)
            return null;
        var (certificate, key) = (Path.Combine(Folder, CertificateFile), Path.Combine(Folder, KeyFile));
        return (File.Exists(certificate), File.Exists(key)) switch
        {
            (false, false) => null,
            (true, true) => Reading($"{certificate} with {KeyFile}", () => DockerTlsCertificates.LoadCertificateFromPemFiles(certificate, key)),
            (true, false) => throw Refused($"{certificate} is there without {KeyFile}"),
            (false, true) => throw Refused($"{key} is there without {CertificateFile}"),
        };
    }

    private X509Certificate2Collection Authorities()
    {
        var authorities = new X509Certificate2Collection();
        if (Folder is null)
            return authorities;
        var file = Path.Combine(Folder, AuthorityFile);
        if (!File.Exists(file))
            throw Refused($"{file} is not there");
        return Reading(file, () =>
        {
            authorities.ImportFromPemFile(file);
            return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate");
        });
    }

    private T Reading<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException or IOException or UnauthorizedAccessException)
        {
            throw new LaunchException(Text($"{what} cannot be used ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})"), e);
        }
    }

    private LaunchException Refused(string why) => new(Text(why));

    private string Text(string why) =>
        $"{Source}, but {why}. TLS needs {AuthorityFile}, and where the engine asks for it {CertificateFile} with {KeyFile}, "
            + $"in the folder that {EngineEndpoint.CertificatesVariable} names";
}
