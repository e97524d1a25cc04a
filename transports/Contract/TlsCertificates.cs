using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace InterContainer.Transports;

/// <summary>
/// Certificates that were made for a run, for transports with the option <see cref="Option"/>. Clients trust the authority alone. The server's certificate is
/// for one name, <see cref="HostName"/>, wherever the server is, and clients demand that name.
/// </summary>
/// <param name="AuthorityPem">The authority's certificate, as PEM (RFC 7468).</param>
/// <param name="ServerPem">The server's certificate and then its private key, as PEM.</param>
public sealed record TlsCertificates(string AuthorityPem, Secret ServerPem)
{
    /// <summary>The name that the server's certificate is for.</summary>
    public const string HostName = "pair.internal";

    /// <summary>The purpose that it is for (RFC 5280, 4.2.1.12).</summary>
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    private const string On = "on";

    /// <summary>Whether a transport encrypts. One that has the option finds certificates in <see cref="PairEndpoints.Tls"/>.</summary>
    public static TransportOption Option { get; } = TransportOption.OneOf("tls", "off", On);

    /// <summary>Whether pairs of a transport need certificates.</summary>
    public static bool AreWantedBy(Traits traits) => traits.Options.Any(option => option.Name == Option.Name);

    /// <summary>Those of a pair that encrypts; null: it does not.</summary>
    /// <exception cref="TransportException">It is to encrypt, and has none.</exception>
    public static TlsCertificates? Of(PairEndpoints endpoints) =>
        endpoints.Options.GetValueOrDefault(Option.Name) == On ? PairEndpoints.Need(endpoints.Tls, "TLS certificates") : null;

    /// <summary>What was negotiated on a connection: the protocol's version, and the cipher suite by its IANA name.</summary>
    public static Dictionary<string, string> Settings(SslStream connection) => new()
    {
        // The runtime calls 1.3 Tls13.
        ["tls.version"] = connection.SslProtocol.ToString() is ['T', 'l', 's', var major, var minor] ? $"{major}.{minor}" : connection.SslProtocol.ToString(),
        ["tls.cipher"] = connection.NegotiatedCipherSuite.ToString(),
    };

    /// <summary>The server's certificate without its key, as PEM: for a file of a service.</summary>
    public string ServerCertificatePem() => Part("CERTIFICATE");

    /// <summary>The server's private key, as PEM (PKCS #8): for a file of a service, which no other user may read.</summary>
    public Secret ServerKeyPem() => new(Part("PRIVATE KEY"));

    /// <summary>The server's certificate with its key.</summary>
    public X509Certificate2 ServerCertificate()
    {
        var pem = ServerPem.Reveal();
        var certificate = X509Certificate2.CreateFromPem(pem, pem);
        if (!OperatingSystem.IsWindows())
            return certificate;
        // Windows takes no key that is in memory alone.
        using (certificate)
            return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>What a server needs.</summary>
    public SslServerAuthenticationOptions ServerOptions() => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(ServerCertificate(), additionalCertificates: null, offline: true),
    };

    /// <summary>What a client needs: the name is demanded, and no other authority is trusted.</summary>
    public SslClientAuthenticationOptions ClientOptions() => new() { TargetHost = HostName, CertificateChainPolicy = Policy() };

    /// <summary>
    /// Whether a server's certificate is that of this run: for client libraries that ask only for a <see cref="RemoteCertificateValidationCallback"/>.
    /// </summary>
    /// <param name="sender">Takes no part.</param>
    /// <param name="certificate">What the server presents; null: nothing.</param>
    /// <param name="chain">Takes no part: it was built by what the system trusts.</param>
    /// <param name="errors">Take no part, likewise.</param>
    public bool Validate(object? sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
            return false;
        using var presented = new X509Certificate2(certificate);
        using var trusted = new X509Chain { ChainPolicy = Policy() };
        return trusted.Build(presented) && presented.MatchesHostname(HostName);
    }

    // Of a chain of its own there is nothing to revoke or to download.
    private X509ChainPolicy Policy() => new()
    {
        TrustMode = X509ChainTrustMode.CustomRootTrust,
        CustomTrustStore = { X509Certificate2.CreateFromPem(AuthorityPem) },
        RevocationMode = X509RevocationMode.NoCheck,
        DisableCertificateDownloads = true,
        ApplicationPolicy = { new Oid(ServerAuthentication) },
    };

    private string Part(string label)
    {
        ReadOnlySpan<char> pem = ServerPem.Reveal();
        while (PemEncoding.TryFind(pem, out var fields))
        {
            if (pem[fields.Label].SequenceEqual(label))
                return $"{pem[fields.Location]}\n";
            pem = pem[fields.Location.End..];
        }

        throw new TransportException($"The pair's TLS certificates have no {label}.");
    }
}
