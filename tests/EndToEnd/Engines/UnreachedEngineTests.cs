using System.Net;
using System.Net.Sockets;
using System.Text;

namespace InterContainer.Tests.EndToEnd.Engines;

/// <summary>An engine that is named wrongly or does not answer: one line, and no trace of the program's inside. None of these needs an engine.</summary>
[Collection(nameof(WholeRuns))]
public class UnreachedEngineTests
{
    private const string Accepted = "Accepted are unix:///PATH, tcp://HOST:PORT and ssh://[USER@]HOST[:PORT]";

    [Theory]
    [InlineData("DOCKER_HOST", "ftp://h", "DOCKER_HOST=ftp://h", Accepted)]
    [InlineData("DOCKER_HOST", "/var/run/docker.sock", "unix:///var/run/docker.sock", Accepted)]
    [InlineData("DOCKER_HOST", "ssh://u:hunter2@h", "without a password", Accepted)]
    [InlineData("DOCKER_HOST", "localhost:1", "no container engine answers at tcp://localhost:1", "start it")]
    [InlineData("DOCKER_HOST", "ssh://u@127.0.0.1:1", "ssh does not come in", "try ssh -l u -p 1 -- 127.0.0.1")]
    [InlineData("DOCKER_CONTEXT", "nosuch", "DOCKER_CONTEXT=nosuch", "Accepted are default")]
    public async Task An_engine_that_is_named_wrongly_is_one_line(string variable, string value, params string[] named)
    {
        var environment = EngineTrial.Only((variable, value));
        await EngineTrial.IsRefusedAsync(environment, named);
        await EngineTrial.FallsBackAsync(environment, named[0]);
    }

    [Fact]
    public async Task A_broken_configuration_is_one_line()
    {
        var folder = Directory.CreateTempSubdirectory("engine-test-");
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, "config.json"), "{ \"currentContext\": ", TestContext.Current.CancellationToken);
            var environment = EngineTrial.Only(("DOCKER_CONFIG", folder.FullName));
            await EngineTrial.IsRefusedAsync(environment, "config.json is not JSON", "mend it");
            await EngineTrial.FallsBackAsync(environment, "config.json is not JSON");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>", "start it")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}", "are no versions")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\nnull", "start it")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 4\r\n\r\na\r\nb", "start it")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "start it")]
    [InlineData("", "start it")]
    public async Task What_is_no_engine_is_one_line(string answer, string named)
    {
        await using var server = new Server(answer);

        await EngineTrial.IsRefusedAsync(EngineTrial.Only(("DOCKER_HOST", $"tcp://{server.Address}")), named, server.Address);
    }

    [Fact]
    public async Task What_never_answers_is_one_line()
    {
        // The system takes connections, and nothing reads them.
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();

        await EngineTrial.IsRefusedAsync(EngineTrial.Only(("DOCKER_HOST", $"tcp://{server.LocalEndpoint}")), "no answer within 5 s", "start it");
    }

    /// <summary>Gives each client the same answer, and hangs up.</summary>
    private sealed class Server : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _end = new();
        private readonly Task _serving;

        public Server(string answer)
        {
            _listener.Start();
            Address = $"{_listener.LocalEndpoint}";
            _serving = ServeAsync(Encoding.ASCII.GetBytes(answer));
        }

        public string Address { get; }

        public async ValueTask DisposeAsync()
        {
            await _end.CancelAsync();
            await _serving;
            _listener.Dispose();
            _end.Dispose();
        }

        private async Task ServeAsync(byte[] answer)
        {
            while (!_end.IsCancellationRequested)
            {
                try
                {
                    using var client = await _listener.AcceptTcpClientAsync(_end.Token);
                    var stream = client.GetStream();
                    _ = await stream.ReadAsync(new byte[4096], _end.Token);
                    await stream.WriteAsync(answer, _end.Token);
                }
                catch (Exception e) when (e is IOException or OperationCanceledException)
                {
                    // The client has gone, or the test has ended.
                }
            }
        }
    }
}
