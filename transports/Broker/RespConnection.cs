using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using InterContainer.Transports.Sockets;

namespace InterContainer.Transports.Broker;

/// <summary>
/// A connection to a Redis server that does nothing else: RESP3 (https://redis.io/docs/latest/develop/reference/protocol-spec/) on one socket without delay,
/// whose thread sleeps in the kernel's receive call and goes on itself. Client libraries share a connection between many callers: StackExchange.Redis has
/// no blocking commands for that reason, and hands each answer from the thread that reads it to another.
/// One thread writes and one reads; they may be the same.
/// </summary>
internal sealed class RespConnection : IDisposable
{
    /// <summary>
    /// Every message in its envelope is longer, and short answers are shorter: the integer for a push, the id of a stream's entry. So a thread that
    /// waits for the message is not woken for the answer before it.
    /// </summary>
    public const int MessageBytes = 40;

    private const int SocketLevel = 1;
    private const int ReceiveLowWater = 18;
    private const int LongestNumber = 20;

    private readonly Socket _socket;
    private byte[] _sending = new byte[4096];
    private int _appended;
    private byte[] _received = new byte[64 * 1024];
    private int _start;
    private int _end;
    private int _lowWater = 1;
    private bool _hasLowWater = OperatingSystem.IsLinux();

    private RespConnection(Socket socket) => _socket = socket;

    /// <summary>Whether what was appended is sent before the thread that reads has to wait; else <see cref="Flush"/> sends it.</summary>
    public bool FlushesBeforeWaiting { get; set; } = true;

    /// <summary>Connects, without a word yet.</summary>
    /// <exception cref="TransportException">Nothing listens there.</exception>
    public static async Task<RespConnection> OpenAsync(ServiceAddress address, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var place = string.Create(CultureInfo.InvariantCulture, $"the Redis server at {address.Host}:{address.Port}");
        await StreamEnds.ConnectAsync(socket, new DnsEndPoint(address.Host, address.Port), place, cancellationToken);
        return new RespConnection(socket);
    }

    /// <summary>What is in force on the socket, asked of the kernel.</summary>
    public Dictionary<string, string> SocketSettings()
    {
        var settings = StreamEnds.Settings(_socket);
        settings["noDelay"] = _socket.NoDelay ? "true" : "false";
        return settings;
    }

    /// <summary>A command, or its first arguments, as bytes to be appended.</summary>
    /// <param name="arguments">How many it has in all.</param>
    /// <param name="first">Those that are known.</param>
    public static byte[] Encode(int arguments, params string[] first) => Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"*{arguments}\r\n{EncodeMore(first)}"));

    /// <summary>More arguments of a command.</summary>
    public static string EncodeMore(params IEnumerable<string> arguments) => string.Concat(arguments.Select(argument =>
        string.Create(CultureInfo.InvariantCulture, $"${Encoding.UTF8.GetByteCount(argument)}\r\n{argument}\r\n")));

    /// <summary>Appends what is encoded already.</summary>
    public void Append(ReadOnlySpan<byte> encoded)
    {
        encoded.CopyTo(Room(encoded.Length));
        _appended += encoded.Length;
    }

    /// <summary>Appends a whole command.</summary>
    public void Append(params string[] command) => Append(Encode(command.Length, command));

    /// <summary>Appends an argument that consists of two parts.</summary>
    public void AppendArgument(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var length = head.Length + body.Length;
        var room = Room(length + LongestNumber + 5);
        room[0] = (byte)'$';
        Utf8Formatter.TryFormat(length, room[1..], out var digits);
        var at = 1 + digits;
        "\r\n"u8.CopyTo(room[at..]);
        head.CopyTo(room[(at + 2)..]);
        body.CopyTo(room[(at + 2 + head.Length)..]);
        "\r\n"u8.CopyTo(room[(at + 2 + length)..]);
        _appended += at + 2 + length + 2;
    }

    /// <summary>Sends what was appended, with one system call unless the kernel takes it in parts.</summary>
    public void Flush()
    {
        var rest = _sending.AsSpan(0, _appended);
        _appended = 0;
        while (rest.Length > 0)
            rest = rest[_socket.Send(rest)..];
    }

    /// <summary>Sleeps until an answer, or something else, begins to come.</summary>
    /// <param name="leastBytes">It is not woken for less: at most <see cref="MessageBytes"/>, and no more than is sure to come.</param>
    public void Wait(int leastBytes = 1)
    {
        if (_start == _end)
            Receive(leastBytes);
    }

    /// <summary>The beginning of the next value: its type, and the length or value where that is a number; else the text is skipped.</summary>
    /// <exception cref="TransportException">It is an error.</exception>
    public (RespType Type, long Number) Next()
    {
        var line = Line();
        var type = (RespType)line[0];
        switch (type)
        {
            case RespType.Integer or RespType.Bulk or RespType.Verbatim or RespType.Array or RespType.Set or RespType.Map or RespType.Push:
                return Utf8Parser.TryParse(line[1..], out long number, out _) ? (type, number) : throw Strange(line);
            case RespType.Error:
                throw Refused(Encoding.UTF8.GetString(line[1..]));
            case RespType.Simple or RespType.Null or RespType.Boolean or RespType.Double or RespType.BigNumber:
                return (type, line.Length - 1);
            default:
                throw Strange(line);
        }
    }

    /// <summary>The beginning of a value that has to be an array, a map or a push; the number of its elements, or pairs; null is 0.</summary>
    public int NextMany() => Next() switch
    {
        (RespType.Array or RespType.Map or RespType.Set or RespType.Push, var count) => (int)Math.Max(count, 0),
        (RespType.Null, _) => 0,
        var (type, _) => throw Strange([(byte)type]),
    };

    /// <summary>A string, valid until the next call; null where the value is none.</summary>
    public bool TryNextString(out ReadOnlySpan<byte> text)
    {
        text = default;
        var (type, length) = Next();
        switch (type)
        {
            case RespType.Bulk or RespType.Verbatim when length >= 0:
                text = Bytes((int)length);
                return true;
            case RespType.Simple:
                // Its line was just read, and is still there.
                text = _received.AsSpan(_start - (int)length - 2, (int)length);
                return true;
            case RespType.Null or RespType.Bulk:
                return false;
            default:
                throw Strange([(byte)type]);
        }
    }

    /// <summary>A string that is there, valid until the next call.</summary>
    public ReadOnlySpan<byte> NextString() => TryNextString(out var text) ? text : throw Strange("_"u8);

    /// <summary>Reads a whole value, for which nobody asks.</summary>
    public void Skip()
    {
        for (var values = 1L; values > 0; values--)
        {
            var (type, number) = Next();
            values += type switch
            {
                RespType.Array or RespType.Set or RespType.Push => Math.Max(number, 0),
                RespType.Map => 2 * number,
                _ => 0,
            };
            if (type is RespType.Bulk or RespType.Verbatim && number >= 0)
                Bytes((int)number);
        }
    }

    /// <summary>Ends every wait; nothing more can be sent or received.</summary>
    public void Interrupt()
    {
        try
        {
            // Disposal alone would not wake a thread that waits in the kernel.
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The server was first, or it is done.
        }
    }

    public void Dispose()
    {
        Interrupt();
        _socket.Dispose();
    }

    private static TransportException Refused(string error) => new($"The Redis server refused a command: {error}");

    private static TransportException Strange(ReadOnlySpan<byte> line) =>
        new($"What answers is no Redis server, or one before version 6: '{Encoding.UTF8.GetString(line[..Math.Min(line.Length, 40)])}'.");

    private Span<byte> Room(int bytes)
    {
        if (_sending.Length - _appended < bytes)
            Array.Resize(ref _sending, Math.Max(2 * _sending.Length, _appended + bytes));
        return _sending.AsSpan(_appended);
    }

    private ReadOnlySpan<byte> Line()
    {
        int length;
        while ((length = _received.AsSpan(_start, _end - _start).IndexOf("\r\n"u8)) < 0)
            Receive(1);
        var line = _received.AsSpan(_start, length);
        _start += length + 2;
        return length > 0 ? line : throw Strange(line);
    }

    private ReadOnlySpan<byte> Bytes(int length)
    {
        MakeRoom(length + 2);
        while (_end - _start < length + 2)
            Receive(1);
        var bytes = _received.AsSpan(_start, length);
        _start += length + 2;
        return bytes;
    }

    private void Receive(int leastBytes)
    {
        if (FlushesBeforeWaiting)
            Flush();
        MakeRoom(_end - _start + 1);
        SetLowWater(leastBytes);
        var count = _socket.Receive(_received.AsSpan(_end));
        if (count == 0)
            throw new EndOfStreamException("the server closed it");
        _end += count;
    }

    // socket(7): a receive call, and only then, waits for so many bytes.
    private void SetLowWater(int bytes)
    {
        if (bytes == _lowWater || !_hasLowWater)
            return;
        try
        {
            _socket.SetRawSocketOption(SocketLevel, ReceiveLowWater, BitConverter.GetBytes(bytes));
            _lowWater = bytes;
        }
        catch (SocketException)
        {
            // A kernel without: it wakes the thread once more.
            _hasLowWater = false;
        }
    }

    private void MakeRoom(int wanted)
    {
        if (_start == _end)
            _start = _end = 0;
        if (_received.Length - _start >= wanted)
            return;
        var kept = _received.AsSpan(_start, _end - _start);
        var place = _received.Length < wanted ? new byte[wanted] : _received;
        kept.CopyTo(place);
        (_received, _start, _end) = (place, 0, kept.Length);
    }
}

/// <summary>The types of values, by their first byte.</summary>
internal enum RespType : byte
{
    Simple = (byte)'+',
    Error = (byte)'-',
    Integer = (byte)':',
    Bulk = (byte)'$',
    Array = (byte)'*',
    Null = (byte)'_',
    Boolean = (byte)'#',
    Double = (byte)',',
    BigNumber = (byte)'(',
    Verbatim = (byte)'=',
    Map = (byte)'%',
    Set = (byte)'~',
    Push = (byte)'>',
}
