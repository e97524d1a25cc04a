using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace InterContainer.Tests.EndToEnd.Engines;

/// <summary>
/// An ssh server of this machine on a port of loopback, for this user and a key of the test's own. The <c>ssh</c> for the path is
/// the real one with a configuration of the test's own, so that the user's stays as it is.
/// </summary>
internal sealed class SshServer : IDisposable
{
    /// <summary>An alias that comes in.</summary>
    public const string Alias = "engine-host";

    /// <summary>An alias whose key the server does not know.</summary>
    public const string Stranger = "stranger";

    private const string Server = "/usr/sbin/sshd";
    private const string Client = "/usr/bin/ssh";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ssh-");
    private readonly Process _server;

    private SshServer()
    {
        using var free = new Socket(SocketType.Stream, ProtocolType.Tcp);
        free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Port = ((IPEndPoint)free.LocalEndPoint!).Port;
        free.Close();
        foreach (var key in new[] { "host", "key", "other" })
            Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", At(key));
        File.Copy(At("key.pub"), At("authorized"));
        Write("known", $"[127.0.0.1]:{Port} {File.ReadAllText(At("host.pub"))}");
        Write(
            "server",
            $"""
             Port {Port}
             ListenAddress 127.0.0.1
             HostKey {At("host")}
             AuthorizedKeysFile {At("authorized")}
             PidFile none
             StrictModes no
             UsePAM no
             PasswordAuthentication no
             KbdInteractiveAuthentication no
             PermitRootLogin prohibit-password

             """);
        Write(
            "client",
            $"""
             Host {Alias} {Stranger}
               HostName 127.0.0.1
               Port {Port}
               User {Environment.UserName}
             Host {Stranger}
               IdentityFile {At("other")}
               IdentitiesOnly yes
               UserKnownHostsFile {At("known")}
             Host * !{Stranger}
               IdentityFile {At("key")}
               IdentitiesOnly yes
               UserKnownHostsFile {At("known")}
             """);
        Directory.CreateDirectory(At("bin"));
        Write("bin/ssh", $"#!/bin/sh\nexec {Client} -F {At("client")} \"$@\"\n");
        Run("chmod", "700", At("bin/ssh"));
        // Where root's server puts those that have not come in yet.
        if (Environment.IsPrivilegedProcess)
            Directory.CreateDirectory("/run/sshd");
        _server = Process.Start(new ProcessStartInfo(Server, ["-D", "-q", "-f", At("server")]))!;
    }

    public int Port { get; }

    public static async Task<SshServer> StartAsync()
    {
        if (!File.Exists(Server) || !File.Exists(Client))
        {
            const string lack = "there is no sshd; install one, on Debian with: sudo .ci/ssh-up";
            Assert.SkipUnless(Environment.GetEnvironmentVariable("REQUIRE_ENGINE") == "1", lack);
            Assert.Fail($"REQUIRE_ENGINE=1, but {lack}");
        }

        var server = new SshServer();
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(IPAddress.Loopback, server.Port, TestContext.Current.CancellationToken);
                return server;
            }
            catch (SocketException) when (attempt < 100 && !server._server.HasExited)
            {
                await Task.Delay(50, TestContext.Current.CancellationToken);
            }
        }
    }

    /// <summary>Variables by which a host behind it is used, and a temporary folder that is looked at afterwards.</summary>
    public Dictionary<string, string> Variables(params (string Name, string Value)[] more) => EngineTrial.Only(
    [
        ("PATH", $"{At("bin")}:{Environment.GetEnvironmentVariable("PATH")}"),
        ("TMPDIR", Temporary),
        .. more,
    ]);

    /// <summary>The clients that run by its configuration.</summary>
    public IReadOnlyList<int> Clients() => [.. Directory.EnumerateDirectories("/proc")
        .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
        .Where(id => id > 0 && CommandLine(id).Contains($"{At("client")}\0", StringComparison.Ordinal))];

    /// <summary>What a process left in the temporary folder.</summary>
    public IEnumerable<string> Left() => Directory.EnumerateFileSystemEntries(Temporary, "intercontainer-*");

    public void Dispose()
    {
        _server.Kill(entireProcessTree: true);
        _server.WaitForExit();
        _server.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Temporary => Directory.CreateDirectory(At("tmp")).FullName;

    private static string CommandLine(int id)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has just ended, or is another user's.
            return "";
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private void Write(string file, string text) => File.WriteAllText(At(file), text);

    private string At(string file) => Path.Combine(_folder.FullName, file);
}
