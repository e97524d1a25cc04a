using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using InterContainer.Transports;

namespace InterContainer.Runner.Execution;

/// <summary>Makes the certificates of a run (RFC 5280): ECDSA on P-256, of an authority whose key is forgotten at once.</summary>
internal static class CertificateIssuer
{
    private const int SerialNumberBytes = 16;

    // The clock of the engine's machine may be another.
    private static readonly TimeSpan Before = TimeSpan.FromDays(1);

    // Longer than any run.
    private static readonly TimeSpan After = TimeSpan.FromDays(3);

    public static TlsCertificates Issue()
    {
        var now = DateTimeOffset.UtcNow;
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = Authority(authorityKey).CreateSelfSigned(now - Before, now + After);
        using var serverKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var server = Server(serverKey, authority).Create(authority, now - Before, now + After, SerialNumber());
        return new TlsCertificates(
            $"{authority.ExportCertificatePem()}\n",
            new Secret($"{server.ExportCertificatePem()}\n{serverKey.ExportPkcs8PrivateKeyPem()}\n"));
    }

    private static CertificateRequest Authority(ECDsa key)
    {
        var request = new CertificateRequest("CN=inter-container benchmarks", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private static CertificateRequest Server(ECDsa key, X509Certificate2 authority)
    {
        var request = new CertificateRequest($"CN={TlsCertificates.HostName}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(TlsCertificates.HostName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(TlsCertificates.ServerAuthentication)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        return request;
    }

    // Positive, as it is an integer.
    private static byte[] SerialNumber()
    {
        var number = RandomNumberGenerator.GetBytes(SerialNumberBytes);
        number[0] &= 0x7F;
        return number;
    }
}
