using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace InterContainer.Tests.EndToEnd.Engines;

/// <summary>An authority of the test's own, and what it signs for an engine and for its clients.</summary>
internal sealed class Certificates : IDisposable
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UtcNow.AddDays(-1);
    private static readonly DateTimeOffset End = Start.AddDays(10);

    private readonly X509Certificate2 _authority;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("certificates-");

    public Certificates()
    {
        var request = new CertificateRequest("CN=test authority", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        _authority = request.CreateSelfSigned(Start, End);
        File.WriteAllText(FileOf("ca.pem"), _authority.ExportCertificatePem());
        var client = Sign("CN=client", null);
        File.WriteAllText(FileOf("cert.pem"), client.ExportCertificatePem());
        File.WriteAllText(FileOf("key.pem"), client.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    /// <summary>With <c>ca.pem</c>, <c>cert.pem</c> and <c>key.pem</c>, as Docker's own command wants them.</summary>
    public string Folder => _folder.FullName;

    /// <summary>A server that shows a certificate for an address, and wants one of the same authority.</summary>
    public SslServerAuthenticationOptions Server(IPAddress address) => new()
    {
        ServerCertificate = Sign("CN=engine", address),
        ClientCertificateRequired = true,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null && IsOurs(certificate),
    };

    public string FileOf(string name) => Path.Combine(Folder, name);

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    private bool IsOurs(X509Certificate shown)
    {
        using var certificate = new X509Certificate2(shown);
        using var chain = new X509Chain { ChainPolicy = { RevocationMode = X509RevocationMode.NoCheck, TrustMode = X509ChainTrustMode.CustomRootTrust } };
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        return chain.Build(certificate);
    }

    private X509Certificate2 Sign(string name, IPAddress? address)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
        if (address is not null)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddIpAddress(address);
            request.CertificateExtensions.Add(names.Build());
        }

        return request.Create(_authority, Start, End, RandomNumberGenerator.GetBytes(8)).CopyWithPrivateKey(key);
    }
}
