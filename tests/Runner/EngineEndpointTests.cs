using System.Security.Cryptography;
using System.Text;
using InterContainer.Runner.Containers.Connection;
using InterContainer.Runner.Execution;

namespace InterContainer.Tests.Runner;

/// <summary>Where an engine is looked for.</summary>
public sealed class EngineEndpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("endpoint-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("tcp://h:1", "tcp://h:1/")]
    [InlineData("tcp://h", "tcp://h:2375/")]
    [InlineData("localhost:2375", "tcp://localhost:2375/")]
    [InlineData("tcp://:2375", "tcp://localhost:2375/")]
    [InlineData(" tcp://[::1]:2375 ", "tcp://[::1]:2375/")]
    [InlineData("TCP://h:1", "tcp://h:1/")]
    [InlineData("unix:///run/a b/50%25.sock", "unix:///run/a%20b/50%2525.sock")]
    public void A_host_is_read_as_Dockers_own_command_reads_it(string host, string address)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs Unix sockets.");

        Assert.Equal(address, Find(("DOCKER_HOST", host)).Address.AbsoluteUri);
    }

    [Theory]
    [InlineData("unix:///x.sock", true)]
    [InlineData("tcp://127.0.0.1:2375", true)]
    [InlineData("tcp://localhost:2375", true)]
    [InlineData("ssh://u@[::1]:22", true)]
    [InlineData("tcp://build.example:2375", false)]
    [InlineData("ssh://u@build.example", false)]
    public void An_address_is_one_of_this_machine_or_of_another(string host, bool isLocal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs Unix sockets and ssh.");

        Assert.Equal(isLocal, Find(("DOCKER_HOST", host)).IsLocal);
    }

    [Fact]
    public void The_path_of_a_socket_is_taken_as_it_is() =>
        Assert.Equal("/run/a b/50%25#?.sock", EngineEndpoint.OfSocket("/run/a b/50%25#?.sock").LocalPath);

    [Theory]
    [InlineData("ssh://h", null, "h", null, null)]
    [InlineData("ssh://u@h:22", "u", "h", 22, null)]
    [InlineData("ssh://u@build_Host/", "u", "build_Host", null, null)]
    [InlineData("ssh://a%40b@[::1]:2222/run/user/1000/docker.sock", "a@b", "::1", 2222, "/run/user/1000/docker.sock")]
    public void An_address_behind_ssh_has_four_parts(string text, string? user, string host, int? port, string? socket) =>
        Assert.Equal(new SshAddress(user, host, port, socket), Find(("DOCKER_HOST", text)).Ssh);

    [Theory]
    [InlineData("ssh://")]
    [InlineData("ssh://u:hunter2@h")]
    [InlineData("ssh://-oProxyCommand=x")]
    [InlineData("ssh://-l@h")]
    [InlineData("ssh://h:0")]
    [InlineData("ssh://h:65536")]
    [InlineData("ssh://h/s?q")]
    [InlineData("ftp://h")]
    [InlineData("://h")]
    [InlineData("tcp://")]
    [InlineData("tcp://h:99999")]
    [InlineData("tcp://a b")]
    [InlineData("/var/run/docker.sock")]
    [InlineData("unix://")]
    public void What_is_no_address_is_refused_with_those_that_are(string host)
    {
        var refusal = Assert.Throws<LaunchException>(() => Find(("DOCKER_HOST", host))).Message;

        Assert.StartsWith("DOCKER_HOST=", refusal, StringComparison.Ordinal);
        Assert.Contains("Accepted are unix:///PATH, tcp://HOST:PORT and ssh://[USER@]HOST[:PORT]", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal);
    }

    [Fact]
    public void The_socket_of_the_platform_is_the_last_resort()
    {
        Assert.Equal("/var/run/docker.sock", Find().Address.LocalPath);
        Assert.Equal("/var/run/docker.sock", Find(("DOCKER_HOST", ""), ("DOCKER_CONTEXT", "")).Address.LocalPath);
        Configure("""{ "auths": {} }""");
        Assert.Equal("/var/run/docker.sock", Find().Address.LocalPath);
        Assert.Equal("/var/run/docker.sock", Find(("DOCKER_CONTEXT", "default")).Address.LocalPath);
    }

    [Fact]
    public void A_host_comes_before_a_context_and_that_before_the_current_one()
    {
        Context("a", "tcp://a:1");
        Context("b", "ssh://u@b");
        Configure("""{ "currentContext": "a" }""");

        Assert.Equal("tcp://a:1 of the Docker context a", Find().ToString());
        Assert.Equal("ssh://u@b of the Docker context b", Find(("DOCKER_CONTEXT", "b")).ToString());
        Assert.Equal("tcp://c:1 of DOCKER_HOST", Find(("DOCKER_CONTEXT", "b"), ("DOCKER_HOST", "tcp://c:1")).ToString());
    }

    [Fact]
    public void A_context_that_is_not_there_is_refused_with_those_that_are()
    {
        Context("prod", "tcp://a:1");

        var refusal = Assert.Throws<LaunchException>(() => Find(("DOCKER_CONTEXT", "nosuch"))).Message;

        Assert.Equal("DOCKER_CONTEXT=nosuch: there is no such Docker context. Accepted are default, prod: correct it, or unset it", refusal);
        Configure("""{ "currentContext": "nosuch" }""");
        Assert.Contains("config.json", Assert.Throws<LaunchException>(() => Find()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("{\"currentContext\": \"a\"")]
    public void A_broken_configuration_is_refused_unless_it_is_not_needed(string json)
    {
        Configure(json);

        var refusal = Assert.Throws<LaunchException>(() => Find()).Message;

        Assert.Contains("config.json is not JSON from line 1 on: mend it, or name the engine by", refusal, StringComparison.Ordinal);
        Assert.Equal("tcp://a:1/", Find(("DOCKER_HOST", "tcp://a:1")).Address.AbsoluteUri);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("""{ "Endpoints": {} }""")]
    [InlineData("""{ "Endpoints": { "docker": { "Host": "" } } }""")]
    [InlineData("""{ "Endpoints": { "docker": { "Host": 1 } } }""")]
    [InlineData("""{ "Endpoints": { "docker": { "Host": "tcp://a:1", "SkipTLSVerify": "no" } } }""")]
    public void A_broken_context_is_refused(string json)
    {
        File.WriteAllText(Path.Combine(Folder("meta", "a"), "meta.json"), json);

        Assert.Contains("docker context create", Assert.Throws<LaunchException>(() => Find(("DOCKER_CONTEXT", "a"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TLS_is_asked_for_by_variables_or_is_the_contexts_own()
    {
        Context("plain", "tcp://a:1");
        Context("secure", "tcp://a");
        Context("lax", "tcp://a", """, "SkipTLSVerify": true""");
        var folder = Folder("tls", "secure", "docker");
        File.WriteAllText(Path.Combine(folder, "ca.pem"), "");

        Assert.Null(Find(("DOCKER_HOST", "tcp://a")).Tls);
        Assert.Equal(
            ("tcp://a:2376/", "/certificates", true),
            Facts(Find(("DOCKER_HOST", "tcp://a"), ("DOCKER_TLS_VERIFY", "1"), ("DOCKER_CERT_PATH", "/certificates"))));
        Assert.Equal(("tcp://a:2376/", _folder, false), Facts(Find(("DOCKER_HOST", "tcp://a"), ("DOCKER_TLS", "1"))));
        Assert.Null(Find(("DOCKER_HOST", "unix:///s"), ("DOCKER_TLS_VERIFY", "1")).Tls);
        // The variables are not about contexts.
        Assert.Null(Find(("DOCKER_CONTEXT", "plain"), ("DOCKER_TLS_VERIFY", "1")).Tls);
        Assert.Equal(("tcp://a:2376/", folder, true), Facts(Find(("DOCKER_CONTEXT", "secure"))));
        Assert.False(Find(("DOCKER_CONTEXT", "lax")).Tls!.Verifies);
    }

    [Theory]
    [InlineData("1.44", "1.51", null, "1.44")]
    [InlineData("1.24", "1.45", null, "1.44")]
    [InlineData("1.24", "1.43", null, "1.43")]
    [InlineData("1.48", "1.60", null, "1.48")]
    [InlineData(null, "1.41", null, "1.41")]
    [InlineData("1.24", "1.45", "1.42", "1.42")]
    [InlineData("1.24", "1.45", "1.45", "1.45")]
    public void The_API_is_the_nearest_to_ours_that_both_have(string? oldest, string newest, string? demanded, string version) =>
        Assert.Equal(Version.Parse(version), ApiVersions.Negotiate("An engine", oldest, newest, demanded));

    [Theory]
    [InlineData("1.12", "1.24", null, "An engine speaks the API 1.12 to 1.24, which is too old. Accepted is 1.41")]
    [InlineData("1.24", "1.40", "1.40", "Accepted is 1.41")]
    [InlineData(null, null, null, "are no versions")]
    [InlineData("new", "1.44", null, "are no versions")]
    [InlineData("1.44", "1.51", "1.43", "DOCKER_API_VERSION=1.43: An engine and this program have the API 1.44 to 1.51 in common")]
    [InlineData("1.24", "1.51", "1.30", "the API 1.41 to 1.51 in common")]
    [InlineData("1.24", "1.51", "latest", "DOCKER_API_VERSION=latest")]
    public void An_API_that_both_have_not_is_refused_with_what_there_is(string? oldest, string? newest, string? demanded, string named)
    {
        var refusal = Assert.Throws<LaunchException>(() => ApiVersions.Negotiate("An engine", oldest, newest, demanded)).Message;

        Assert.Contains(named, refusal, StringComparison.Ordinal);
    }

    private static (string Address, string? Folder, bool Verifies) Facts(EngineEndpoint endpoint) =>
        (endpoint.Address.AbsoluteUri, endpoint.Tls!.Folder, endpoint.Tls.Verifies);

    private EngineEndpoint Find(params (string Name, string Value)[] variables)
    {
        var all = variables.ToDictionary(variable => variable.Name, variable => variable.Value);
        all["DOCKER_CONFIG"] = _folder;
        return EngineEndpoint.Find(name => all.GetValueOrDefault(name));
    }

    private void Configure(string json) => File.WriteAllText(Path.Combine(_folder, "config.json"), json);

    private void Context(string name, string host, string more = "") => File.WriteAllText(
        Path.Combine(Folder("meta", name), "meta.json"),
        $$"""{ "Name": "{{name}}", "Metadata": {}, "Endpoints": { "docker": { "Host": "{{host}}"{{more}} } } }""");

    private string Folder(string kind, string context, params string[] below) => Directory.CreateDirectory(
        Path.Combine([_folder, "contexts", kind, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(context))), .. below])).FullName;
}
