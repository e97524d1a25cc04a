using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>
/// What is encrypted trusts the run's authority alone, and that for one name; it waits in each way that it has without; and its key is nowhere.
/// </summary>
public sealed class TlsTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    // Within a record of TLS, and over several.
    private static readonly int[] Sizes = [0, 1, 16_380, 16_381, 300_000];

    private static readonly TlsCertificates Ours = CertificateIssuer.Issue();
    private static readonly TlsCertificates Theirs = CertificateIssuer.Issue();

    public static TheoryData<string> Encrypted =>
    [
        // Those of which both ends are here; a service has its certificate in containers, where the contract is tried.
        .. Catalogue.BuiltIn.Transports.Select(transport => transport.Traits)
            .Where(traits => TlsCertificates.AreWantedBy(traits) && traits.Service is null)
            .Select(traits => $"{traits.Name}:tls=on"),
    ];

    [Theory]
    [MemberData(nameof(Encrypted))]
    public async Task What_was_negotiated_stands_in_the_settings(string transport)
    {
        await using var serving = await ServeAsync(transport, Place(Ours), out var endpoints);
        await using var initiator = await ConnectAsync(transport, endpoints);

        Assert.Equal("1.3", initiator.Settings["tls.version"]);
        Assert.Matches("^TLS_[A-Z0-9_]+$", initiator.Settings["tls.cipher"]);
    }

    [Theory]
    [MemberData(nameof(Encrypted))]
    public async Task Another_authority_is_not_trusted(string transport)
    {
        await using var serving = await ServeAsync(transport, Place(Theirs), out var endpoints);

        var refused = await Assert.ThrowsAsync<TransportException>(() => ConnectAsync(transport, endpoints with { Tls = Ours }));

        AssertRefused(refused, "PartialChain");
    }

    [Theory]
    [MemberData(nameof(Encrypted))]
    public async Task Another_name_is_not_accepted(string transport)
    {
        var other = SelfSigned("other.internal");
        await using var serving = await ServeAsync(transport, Place(other), out var endpoints);

        var refused = await Assert.ThrowsAsync<TransportException>(() => ConnectAsync(transport, endpoints));

        AssertRefused(refused, "RemoteCertificateNameMismatch");
    }

    [Theory]
    [MemberData(nameof(Encrypted))]
    public async Task A_pair_without_certificates_says_so(string transport)
    {
        var place = Place(Ours) with { Tls = null };

        var refusal = await Assert.ThrowsAsync<TransportException>(() => ConnectAsync(transport, place));
        Assert.Contains("no TLS certificates", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(
            "no TLS certificates",
            (await Assert.ThrowsAsync<TransportException>(async () => await ServeAsync(transport, place, out _))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_initiator_that_does_not_encrypt_is_not_answered_and_the_next_one_is()
    {
        await using var serving = await ServeAsync("tcp:tls=on", Place(Ours), out var endpoints);
        await using var plain = await ConnectAsync("tcp", endpoints);

        await Assert.ThrowsAsync<TransportException>(() => EchoAsync(plain, 64));

        await using var encrypted = await ConnectAsync("tcp:tls=on", endpoints);
        await EchoAsync(encrypted, 64);
    }

    [Theory]
    [InlineData("adaptive", 1)]
    [InlineData("adaptive", 8)]
    [InlineData("async", 1)]
    [InlineData("async", 8)]
    [InlineData("blocking", 1)]
    [InlineData("blocking", 8)]
    [InlineData("spin", 1)]
    public async Task It_waits_in_every_mode(string mode, int inFlight)
    {
        var transport = $"tcp:mode={mode},tls=on";
        await using var serving = await ServeAsync(transport, Place(Ours) with { InFlight = inFlight }, out var endpoints);
        await using var initiator = await ConnectAsync(transport, endpoints);

        await Task.WhenAll(Enumerable.Range(0, inFlight).Select(_ => Task.Run(
            async () =>
            {
                foreach (var bytes in Sizes)
                    await EchoAsync(initiator, bytes);
            },
            TestContext.Current.CancellationToken)));
    }

    // Session tickets that were never read would make closing a reset, which takes back what is on its way.
    [Fact]
    public async Task What_was_accepted_arrives_though_the_initiator_never_reads()
    {
        const int messages = 200;
        var count = new Count();
        await using var serving = await ServeAsync("tcp:tls=on", Place(Ours), out var endpoints, count);
        await using (var initiator = await ConnectAsync("tcp:tls=on", endpoints))
        {
            for (var i = 0; i < messages; i++)
                await initiator.SendAsync(new byte[1000], TestContext.Current.CancellationToken);
        }

        var deadline = DateTime.UtcNow + Timeout;
        while (count.Seen < messages && DateTime.UtcNow < deadline)
            await Task.Delay(10, TestContext.Current.CancellationToken);
        Assert.Equal(messages, count.Seen);
    }

    [Fact]
    public void A_library_is_told_which_certificate_is_that_of_the_run()
    {
        bool IsAccepted(X509Certificate? presented) => Ours.Validate(this, presented, null, SslPolicyErrors.RemoteCertificateChainErrors);
        using var ours = X509Certificate2.CreateFromPem(Ours.ServerCertificatePem());
        using var theirs = X509Certificate2.CreateFromPem(Theirs.ServerCertificatePem());
        using var authority = X509Certificate2.CreateFromPem(Ours.AuthorityPem);
        var other = SelfSigned("other.internal");
        using var otherName = X509Certificate2.CreateFromPem(other.ServerCertificatePem());

        Assert.True(IsAccepted(ours));
        Assert.False(IsAccepted(theirs));
        Assert.False(IsAccepted(authority));
        Assert.False(IsAccepted(null));
        Assert.False(other.Validate(this, otherName, null, SslPolicyErrors.None));
    }

    [Fact]
    public void A_service_is_given_the_certificate_and_the_key_apart()
    {
        var (certificate, key) = (Ours.ServerCertificatePem(), Ours.ServerKeyPem());

        Assert.Equal("***", $"{key}");
        Assert.DoesNotContain("PRIVATE", certificate, StringComparison.Ordinal);
        using var both = X509Certificate2.CreateFromPem(certificate, key.Reveal());
        Assert.True(both.HasPrivateKey);
        Assert.True(both.MatchesHostname(TlsCertificates.HostName));
        Assert.InRange(both.NotAfter.ToUniversalTime() - DateTime.UtcNow, TimeSpan.FromDays(2), TimeSpan.FromDays(7));
    }

    [Fact]
    public void A_private_key_is_shown_nowhere()
    {
        var endpoints = Place(Ours);
        var key = Ours.ServerKeyPem().Reveal();
        var lines = key.Split('\n').Where(line => line.Length > 0 && !line.StartsWith('-')).ToList();
        string[] shown =
        [
            $"{endpoints} {Ours} {Ours.ServerPem}",
            JsonSerializer.Serialize(endpoints, ProtocolJson.Options),
            Redaction.Of(JsonSerializer.Serialize(endpoints, ProtocolJson.WithSecrets)),
            Redaction.Of($"of {key}, and {string.Concat(lines)}"),
            .. lines.Select(line => Redaction.Of($"at {line}:")),
        ];

        Assert.Equal(3, lines.Count);
        Assert.All(shown, text => Assert.All(lines, line => Assert.DoesNotContain(line, text, StringComparison.Ordinal)));
        Assert.Equal(Ours, JsonSerializer.Deserialize<PairEndpoints>(JsonSerializer.Serialize(endpoints, ProtocolJson.WithSecrets), ProtocolJson.Options)!.Tls);
    }

    private static PairEndpoints Place(TlsCertificates tls)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return new PairEndpoints { Channel = "tls", Host = "127.0.0.1", Port = ((IPEndPoint)socket.LocalEndPoint!).Port, Tls = tls };
    }

    private static Task<IAsyncDisposable> ServeAsync(string transport, PairEndpoints place, out PairEndpoints endpoints, IResponder? responder = null)
    {
        var choice = TransportChoice.Parse(transport, Catalogue.BuiltIn);
        endpoints = place with { Options = choice.Options };
        return choice.Transport.ServeAsync(endpoints, responder ?? new Echo(), TestContext.Current.CancellationToken).AsTask();
    }

    private static async Task<IInitiator> ConnectAsync(string transport, PairEndpoints endpoints)
    {
        var choice = TransportChoice.Parse(transport, Catalogue.BuiltIn);
        return await choice.Transport.ConnectAsync(endpoints with { Options = choice.Options }, TestContext.Current.CancellationToken)
            .AsTask().WaitAsync(Timeout, TestContext.Current.CancellationToken);
    }

    private static async Task EchoAsync(IInitiator initiator, int bytes)
    {
        var (request, reply) = (RandomNumberGenerator.GetBytes(bytes), new byte[bytes]);
        var length = await initiator.ExchangeAsync(request, reply, TestContext.Current.CancellationToken);
        Assert.Equal(bytes, length);
        Assert.Equal(request, reply);
    }

    private static void AssertRefused(TransportException refused, string why)
    {
        Assert.Contains("127.0.0.1", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
    }

    private static TlsCertificates SelfSigned(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var pem = certificate.ExportCertificatePem();
        return new TlsCertificates(pem, new Secret($"{pem}\n{key.ExportPkcs8PrivateKeyPem()}\n"));
    }

    private sealed class Echo : IResponder
    {
        public int Respond(ReadOnlySpan<byte> message, Span<byte> reply)
        {
            message.CopyTo(reply);
            return message.Length;
        }
    }

    private sealed class Count : IResponder
    {
        private int _seen;

        public int Seen => Volatile.Read(ref _seen);

        public int Respond(ReadOnlySpan<byte> message, Span<byte> reply)
        {
            Interlocked.Increment(ref _seen);
            return IResponder.NoReply;
        }
    }
}
