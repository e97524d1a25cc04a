using System.Net;

namespace InterContainer.Tests.EndToEnd.Engines;

/// <summary>The real engine behind TLS, as a continuous integration's Docker-in-Docker is.</summary>
[Collection(nameof(WholeRuns))]
public sealed class TlsEngineTests(EngineFixture engine) : IDisposable
{
    private readonly Certificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task An_engine_behind_TLS_is_measured()
    {
        await using var proxy = new EngineProxy(engine.Engine.Address, _certificates.Server(IPAddress.Loopback));
        var environment = Secured(proxy, _certificates.Folder);

        await EngineTrial.IsFoundAsync(environment);
        await EngineTrial.MeasuresAsync(engine, environment);
    }

    [Fact]
    public async Task A_context_has_certificates_of_its_own()
    {
        await using var proxy = new EngineProxy(engine.Engine.Address, _certificates.Server(IPAddress.Loopback));
        using var contexts = new ContextFolder();
        contexts.Add("ci", $"tcp://{Address(proxy)}", _certificates.Folder);

        var environment = EngineTrial.Only(("DOCKER_CONFIG", contexts.Path), ("DOCKER_CONTEXT", "ci"));

        await EngineTrial.IsFoundAsync(environment);
        await EngineTrial.MeasuresAsync(engine, environment);
    }

    [Fact]
    public async Task An_engine_that_shows_what_we_do_not_trust_is_refused()
    {
        await using var proxy = new EngineProxy(engine.Engine.Address, _certificates.Server(IPAddress.Loopback));
        using var others = new Certificates();
        File.Copy(others.FileOf("ca.pem"), _certificates.FileOf("ca.pem"), overwrite: true);

        var environment = Secured(proxy, _certificates.Folder);
        await EngineTrial.IsRefusedAsync(environment, "no container engine answers over TLS", "its certificate is not trusted", _certificates.Folder);
        await EngineTrial.FallsBackAsync(environment, "its certificate is not trusted");

        // As Docker's own command does where it is told not to verify.
        var lax = EngineTrial.Only(("DOCKER_HOST", $"tcp://{Address(proxy)}"), ("DOCKER_TLS", "1"), ("DOCKER_CERT_PATH", _certificates.Folder));
        await EngineTrial.IsFoundAsync(lax);
        await EngineTrial.MeasuresAsync(engine, lax);
    }

    [Fact]
    public async Task An_engine_of_another_name_is_refused()
    {
        await using var proxy = new EngineProxy(engine.Engine.Address, _certificates.Server(IPAddress.Parse("192.0.2.1")));

        await EngineTrial.IsRefusedAsync(Secured(proxy, _certificates.Folder), "its certificate is for another name");
    }

    [Fact]
    public async Task A_certificate_of_ours_that_the_engine_does_not_take_is_one_line()
    {
        await using var proxy = new EngineProxy(engine.Engine.Address, _certificates.Server(IPAddress.Loopback));
        using var others = new Certificates();
        File.Copy(_certificates.FileOf("ca.pem"), others.FileOf("ca.pem"), overwrite: true);

        await EngineTrial.IsRefusedAsync(Secured(proxy, others.Folder), "no container engine answers over TLS", "it must accept cert.pem");

        File.Delete(others.FileOf("cert.pem"));
        File.Delete(others.FileOf("key.pem"));
        await EngineTrial.IsRefusedAsync(Secured(proxy, others.Folder), "no container engine answers over TLS", "cert.pem with key.pem must be in that folder");
    }

    [Fact]
    public async Task TLS_on_one_side_alone_is_one_line()
    {
        await using var secured = new EngineProxy(engine.Engine.Address, _certificates.Server(IPAddress.Loopback));
        await using var plain = new EngineProxy(engine.Engine.Address);

        var open = EngineTrial.Only(("DOCKER_HOST", $"tcp://{Address(secured)}"));
        await EngineTrial.IsRefusedAsync(open, "no container engine answers", Address(secured), "DOCKER_TLS_VERIFY");
        await EngineTrial.IsRefusedAsync(Secured(plain, _certificates.Folder), "no container engine answers over TLS", Address(plain));
    }

    [Theory]
    [InlineData("ca.pem", null, "ca.pem is not there")]
    [InlineData("ca.pem", "", "it holds no certificate")]
    [InlineData("cert.pem", null, "key.pem is there without cert.pem")]
    [InlineData("key.pem", null, "cert.pem is there without key.pem")]
    [InlineData("key.pem", "no key", "cert.pem with key.pem cannot be used")]
    public async Task A_file_that_is_missing_or_broken_is_one_line(string file, string? content, string named)
    {
        if (content is null)
            File.Delete(_certificates.FileOf(file));
        else
            await File.WriteAllTextAsync(_certificates.FileOf(file), content, TestContext.Current.CancellationToken);

        var environment = EngineTrial.Only(("DOCKER_HOST", "tcp://127.0.0.1:1"), ("DOCKER_TLS_VERIFY", "1"), ("DOCKER_CERT_PATH", _certificates.Folder));

        await EngineTrial.IsRefusedAsync(environment, "DOCKER_TLS_VERIFY is set, but", named);
    }

    private static string Address(EngineProxy proxy) => FormattableString.Invariant($"127.0.0.1:{proxy.Port}");

    private static Dictionary<string, string> Secured(EngineProxy proxy, string folder) =>
        EngineTrial.Only(("DOCKER_HOST", $"tcp://{Address(proxy)}"), ("DOCKER_TLS_VERIFY", "1"), ("DOCKER_CERT_PATH", folder));
}
