using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace InterContainer.Tests.EndToEnd;

/// <summary>A PostgreSQL server of this machine's own packages, for one test. Its clients say their password in clear text.</summary>
internal sealed class LocalPostgres : IAsyncDisposable
{
    // The server refuses to run as root.
    private const string OtherUser = "postgres";

    private readonly string _folder;

    private LocalPostgres(string folder, int port)
    {
        _folder = folder;
        Port = port;
    }

    public int Port { get; }

    public static async Task<LocalPostgres> StartAsync(string user, string password)
    {
        var canChangeUser = !Environment.IsPrivilegedProcess || OnPath("runuser");
        Assert.SkipUnless(OnPath("initdb") && OnPath("pg_ctl") && canChangeUser, "Needs the server of PostgreSQL on the path.");
        var folder = (await RunAsync("mktemp", "-d")).Trim();
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var server = new LocalPostgres(folder, ((IPEndPoint)socket.LocalEndPoint!).Port);
        socket.Close();
        await RunAsync(
            "sh",
            "-c",
            """printf '%s\n' "$1" > "$2"/password && initdb --no-sync --auth=password --username="$3" --pwfile="$2"/password "$2"/data""",
            "sh",
            password,
            folder,
            user);
        var port = server.Port.ToString(CultureInfo.InvariantCulture);
        await server.ControlAsync(
            "start", "-l", $"{folder}/log", "-o",
            $"-c port={port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c fsync=off");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await ControlAsync("stop", "-m", "immediate");
        await RunAsync("rm", "-rf", _folder);
    }

    private Task<string> ControlAsync(string verb, params string[] more) => RunAsync("pg_ctl", [verb, "--wait", "-D", $"{_folder}/data", .. more]);

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    // What it prints goes to a file of the shell: a server that stays would keep a pipe open.
    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        string[] words = Environment.IsPrivilegedProcess ? ["runuser", "-u", OtherUser, "--", program, .. arguments] : [program, .. arguments];
        var output = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("sh", ["-c", "\"$@\" > \"$OUTPUT\" 2>&1", "sh", .. words]) { WorkingDirectory = "/" };
            start.Environment["OUTPUT"] = output;
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            var printed = await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken);
            return process.ExitCode == 0 ? printed : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {printed}");
        }
        finally
        {
            File.Delete(output);
        }
    }
}
