using System.Net;
using System.Net.Sockets;
using System.Text;
using InterContainer.Transports;
using InterContainer.Transports.Broker;

namespace InterContainer.Tests.Transports;

/// <summary>What a server says is read as RESP3 defines it, however it comes in parts; what is said to it is one write.</summary>
public sealed class RespConnectionTests : IAsyncLifetime
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    private Socket _server = null!;
    private RespConnection _connection = null!;

    public async ValueTask InitializeAsync()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        var opening = RespConnection.OpenAsync(new ServiceAddress("127.0.0.1", port), TestContext.Current.CancellationToken);
        _server = await listener.AcceptAsync(TestContext.Current.CancellationToken);
        _server.NoDelay = true;
        _connection = await opening;
    }

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        _server.Dispose();
        return default;
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(7)]
    [InlineData(1)]
    public async Task Every_type_is_read_or_skipped_in_parts_of_any_size(int partBytes)
    {
        var said = "%2\r\n+version\r\n$5\r\n8.0.2\r\n$4\r\nmore\r\n*4\r\n#t\r\n,1.5\r\n(12345678901234567890\r\n_\r\n"
            + ":-7\r\n$0\r\n\r\n$-1\r\n*-1\r\n~2\r\n:1\r\n:2\r\n=7\r\ntxt:a\r\n\r\n>3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$3\r\nabc\r\n";
        await SayingAsync(said, partBytes, () =>
        {
            Assert.Equal(2, _connection.NextMany());
            Assert.Equal("version", Encoding.UTF8.GetString(_connection.NextString()));
            Assert.Equal("8.0.2", Encoding.UTF8.GetString(_connection.NextString()));
            _connection.Skip();
            _connection.Skip();
            Assert.Equal((RespType.Integer, -7L), _connection.Next());
            Assert.Equal(0, _connection.NextString().Length);
            Assert.False(_connection.TryNextString(out _));
            Assert.Equal(0, _connection.NextMany());
            _connection.Skip();
            Assert.Equal("txt:a\r\n", Encoding.UTF8.GetString(_connection.NextString()));
            Assert.Equal((RespType.Push, 3L), _connection.Next());
            _connection.NextString();
            _connection.NextString();
            Assert.Equal("abc", Encoding.UTF8.GetString(_connection.NextString()));
        });
    }

    [Fact]
    public async Task A_string_larger_than_any_buffer_is_read_whole()
    {
        var large = new string('x', 1_000_000) + "end";

        await SayingAsync($":1\r\n$3\r\nabc\r\n${large.Length}\r\n{large}\r\n:2\r\n", int.MaxValue, () =>
        {
            _connection.Skip();
            _connection.Skip();
            Assert.Equal(large, Encoding.UTF8.GetString(_connection.NextString()));
            Assert.Equal(2, _connection.Next().Number);
        });
    }

    [Fact]
    public async Task A_thread_that_waits_for_a_message_sleeps_on_while_a_short_answer_comes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs Linux, which has the low water mark.");
        var waiting = Task.Run(() => _connection.Wait(RespConnection.MessageBytes), TestContext.Current.CancellationToken);
        _server.Send(":1\r\n"u8);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        _server.Send(Encoding.ASCII.GetBytes($"$40\r\n{new string('x', 38)}"));
        await waiting.WaitAsync(Timeout, TestContext.Current.CancellationToken);

        // The rest of a message is less, and is read as soon as it comes.
        await SayingAsync("yz\r\n", int.MaxValue, () =>
        {
            Assert.Equal(1, _connection.Next().Number);
            Assert.EndsWith("xyz", Encoding.UTF8.GetString(_connection.NextString()), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task Commands_go_as_arrays_of_strings_together_before_a_wait()
    {
        _connection.Append("PING", "é");
        _connection.Append(RespConnection.Encode(3, "RPUSH", "list"));
        _connection.AppendArgument("head"u8, new byte[] { 0, 13, 10 });
        await SayingAsync("+PONG\r\n:1\r\n", int.MaxValue, () =>
        {
            _connection.Skip();
            _connection.Skip();
        });
        var received = new byte[1024];

        var count = await _server.ReceiveAsync(received, TestContext.Current.CancellationToken);

        Assert.Equal(
            "*2\r\n$4\r\nPING\r\n$2\r\né\r\n*3\r\n$5\r\nRPUSH\r\n$4\r\nlist\r\n$7\r\nhead\0\r\n\r\n",
            Encoding.UTF8.GetString(received, 0, count));
    }

    [Fact]
    public async Task An_error_is_told_in_the_servers_words()
    {
        TransportException? told = null;
        await SayingAsync("-OOM command not allowed\r\n", 3, () => told = Assert.Throws<TransportException>(_connection.Skip));

        Assert.Equal("The Redis server refused a command: OOM command not allowed", told!.Message);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("\r\n")]
    [InlineData("$x\r\n")]
    public async Task What_is_no_Redis_server_is_said_to_be_none(string said)
    {
        TransportException? told = null;
        await SayingAsync(said, int.MaxValue, () => told = Assert.Throws<TransportException>(_connection.Skip));

        Assert.StartsWith("What answers is no Redis server", told!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wait_ends_when_the_server_hangs_up_and_when_it_is_interrupted()
    {
        var waiting = Task.Run(() => _connection.Wait(RespConnection.MessageBytes), TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        _connection.Interrupt();

        Assert.IsType<EndOfStreamException>(await Record.ExceptionAsync(() => waiting.WaitAsync(Timeout, TestContext.Current.CancellationToken)));

        _server.Dispose();
        Assert.Throws<EndOfStreamException>(() => _connection.Wait());
    }

    private async Task SayingAsync(string said, int partBytes, Action read)
    {
        var reading = Task.Run(read, TestContext.Current.CancellationToken);
        foreach (var part in Encoding.UTF8.GetBytes(said).Chunk(Math.Min(partBytes, said.Length)))
            await _server.SendAsync(part, TestContext.Current.CancellationToken);
        await reading.WaitAsync(Timeout, TestContext.Current.CancellationToken);
    }
}
