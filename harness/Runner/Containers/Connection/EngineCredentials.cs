using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Docker.DotNet.X509;

namespace InterContainer.Runner.Containers.Connection;

/// <summary>Our certificate for an engine, and the judgement of the engine's.</summary>
internal sealed class EngineCredentials : CertificateCredentials
{
    private readonly X509Certificate2Collection? _authorities;

    /// <param name="own">Null: none.</param>
    /// <param name="authorities">Trusted in addition to the system's.</param>
    /// <param name="verifies">False: the engine may show any certificate, as <c>DOCKER_TLS</c> and <c>SkipTLSVerify</c> ask for.</param>
    public EngineCredentials(X509Certificate2? own, X509Certificate2Collection? authorities, bool verifies)
        : base(own)
    {
        _authorities = authorities;
        HasOwn = own is not null;
        ServerCertificateValidationCallback = (_, certificate, chain, errors) => !verifies || Trusts(certificate, chain, errors);
    }

    public bool HasOwn { get; }

    /// <summary>Why the engine's certificate was not taken; null: it was, or none was shown.</summary>
    public string? Refusal { get; private set; }

    private bool Trusts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        Refusal = errors switch
        {
            SslPolicyErrors.None => null,
            _ when certificate is null => "it shows no certificate",
            _ when errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) => "its certificate is for another name",
            _ => TrustFailure(certificate, chain),
        };
        return Refusal is null;
    }

    private string? TrustFailure(X509Certificate shown, X509Chain? sent)
    {
        using var certificate = new X509Certificate2(shown);
        using var chain = new X509Chain
        {
            ChainPolicy = { RevocationMode = X509RevocationMode.NoCheck, TrustMode = X509ChainTrustMode.CustomRootTrust },
        };
        chain.ChainPolicy.CustomTrustStore.AddRange(_authorities ?? []);
        foreach (var between in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
            chain.ChainPolicy.ExtraStore.Add(between.Certificate);
        if (chain.Build(certificate))
            return null;
        var reasons = chain.ChainStatus.Select(status => status.StatusInformation.ReplaceLineEndings(" ").Trim()).Distinct();
        return $"its certificate is not trusted: {string.Join(", ", reasons)}";
    }
}
