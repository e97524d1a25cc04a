using System.Diagnostics;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Host;

namespace InterContainer.Runner.Containers.Connection;

/// <summary>
/// A Unix socket of this user alone that the user's own ssh forwards to an engine elsewhere. It is gone after disposal. ssh ends with this
/// process, however that ends, because it runs a command that reads from us.
/// </summary>
internal sealed class SshForward : IDisposable
{
    private const string UsualSocket = "/var/run/docker.sock";
    private const string Ready = "intercontainer-ready";
    private const string Unix = "unix://";

    // What the kernel takes, on macOS too.
    private const int LongestPath = 103;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(2);

    // Of a Ctrl-C only we take note: the engine is still needed to remove what the run made.
    private const string Undisturbed = "trap '' INT HUP QUIT TERM; exec ssh \"$@\"";

    // No question on the terminal, and a connection of our own: a shared one would go on after this run, with what is forwarded over it.
    private static readonly string[] Options =
    [
        "-T", "-a", "-x", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10", "-o", "ServerAliveInterval=15", "-o", "LogLevel=INFO",
        "-o", "ControlMaster=no", "-o", "ControlPath=none", "-o", "RemoteCommand=none",
    ];

    private readonly TemporaryFolder _folder;
    private readonly Process _ssh;
    private readonly LastLine _words;
    private bool _isClosed;

    private SshForward(TemporaryFolder folder, string socket, string remote, Process ssh, LastLine words)
    {
        (_folder, Socket, Remote, _ssh, _words) = (folder, socket, remote, ssh, words);
    }

    /// <summary>Its path here.</summary>
    public string Socket { get; }

    /// <summary>Its path where the engine is.</summary>
    public string Remote { get; }

    /// <exception cref="LaunchException">ssh does not come in; one line has its own words.</exception>
    public static async Task<SshForward> OpenAsync(SshAddress address, CancellationToken cancellationToken)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(Timeout);
        var words = new LastLine();
        try
        {
            var remote = address.Socket ?? await AskAsync(address, words, limited.Token);
            return await ForwardAsync(address, remote, words, limited.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(address, words.Or($"no answer within {Timeout.TotalSeconds:0} s"), e);
        }
    }

    /// <summary>Ends ssh, and waits until it is gone.</summary>
    /// <returns>The last that it said; null: nothing.</returns>
    public string? Close()
    {
        Dispose();
        return _words.Text;
    }

    public void Dispose()
    {
        if (_isClosed)
            return;
        _isClosed = true;
        End(_ssh);
        _folder.Dispose();
    }

    private static async Task<string> AskAsync(SshAddress address, LastLine words, CancellationToken cancellationToken)
    {
        const int ownFailure = 255;
        var ssh = Start(address, [], "docker context inspect --format '{{.Endpoints.docker.Host}}'", words);
        try
        {
            ssh.StandardInput.Close();
            var answer = await ssh.StandardOutput.ReadToEndAsync(cancellationToken);
            await ssh.WaitForExitAsync(cancellationToken);
            if (ssh.ExitCode == ownFailure)
                throw Failed(address, words.Or("it says nothing"));
            var endpoint = answer.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault();
            if (ssh.ExitCode != 0 || endpoint is null)
                return UsualSocket;
            return endpoint.StartsWith(Unix, StringComparison.Ordinal)
                ? endpoint[Unix.Length..]
                : throw new LaunchException(
                    $"{address}: the engine is reached there by {endpoint}, not by a socket. Accepted is a Unix socket there: name it as "
                        + $"{address with { Socket = "/SOCKET" }}");
        }
        finally
        {
            End(ssh);
        }
    }

    private static async Task<SshForward> ForwardAsync(SshAddress address, string remote, LastLine words, CancellationToken cancellationToken)
    {
        var (folder, socket) = Place();
        var ssh = Start(address, ["-L", $"{Escaped(socket)}:{Escaped(remote)}"], $"echo {Ready}; exec cat", words);
        var forward = new SshForward(folder, socket, remote, ssh, words);
        try
        {
            string? line;
            do
                line = await ssh.StandardOutput.ReadLineAsync(cancellationToken);
            while (line is not null and not Ready);
            return line is not null && File.Exists(socket) ? forward : throw Failed(address, forward.Close() ?? "it says nothing");
        }
        catch
        {
            forward.Dispose();
            throw;
        }
    }

    private static Process Start(SshAddress address, IEnumerable<string> more, string command, LastLine words)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", Undisturbed, "ssh", .. Options, .. more, .. address.Arguments, command])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var ssh = Process.Start(start)!;
        ssh.ErrorDataReceived += (_, line) => words.Take(line.Data);
        ssh.BeginErrorReadLine();
        return ssh;
    }

    private static void End(Process ssh)
    {
        try
        {
            ssh.StandardInput.Close();
            if (!ssh.WaitForExit(EndTimeout))
                ssh.Kill();
            // Also until its last words are read.
            ssh.WaitForExit();
            ssh.Dispose();
        }
        catch (Exception e) when (e is InvalidOperationException or IOException)
        {
            // It has ended before.
        }
    }

    private static (TemporaryFolder Folder, string Socket) Place()
    {
        string? longest = null;
        foreach (var parent in new[] { TemporaryFolder.OnDisk, TemporaryFolder.InMemory })
        {
            var folder = new TemporaryFolder(parent);
            var socket = Path.Combine(folder.Make("ssh"), "s");
            if (System.Text.Encoding.UTF8.GetByteCount(socket) <= LongestPath)
                return (folder, socket);
            folder.Dispose();
            longest ??= socket;
        }

        throw new LaunchException(
            $"{longest}: a path of {longest!.Length} signs is too long for the socket that ssh forwards. Accepted are {LongestPath}: "
                + "set TMPDIR to a shorter folder");
    }

    private static string Escaped(string path) =>
        path.Replace(@"\", @"\\", StringComparison.Ordinal).Replace(":", @"\:", StringComparison.Ordinal);

    private static LaunchException Failed(SshAddress address, string words, Exception? cause = null) => new(
        $"{address}: ssh does not come in ({words}). It must do so without a question, by a key that is in ssh-agent or has no passphrase, "
            + $"and to a host that it knows: try ssh {string.Join(' ', address.Arguments)}",
        cause!);

    /// <summary>Keeps the last line of what a process says.</summary>
    private sealed class LastLine
    {
        private volatile string? _text;

        public string? Text => _text;

        public void Take(string? line)
        {
            if (!string.IsNullOrWhiteSpace(line))
                _text = line.Trim();
        }

        public string Or(string other) => _text ?? other;
    }
}
