using System.Net;
using System.Net.Sockets;
using InterContainer.Agent.Capturing;
using InterContainer.Agent.Control;
using InterContainer.Agent.Roles;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Tests.Agent;

/// <summary>Captures of the transports that need no service, by taps between real ends.</summary>
public sealed class CapturerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cap-");

    public static TheoryData<string> Transports =>
        [
            .. Catalogue.BuiltIn.Transports.Select(transport => transport.Traits)
                .Where(traits => traits.Service is null && !traits.Needs.HasFlag(Needs.SameProcess))
                .Select(traits => traits.Name),
        ];

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_text_is_seen_where_it_passes(string transport)
    {
        var (capture, verified) = await CaptureAsync(transport, 64);

        Assert.Null(capture.Reason);
        // What the client of a WebSocket sends is masked.
        Assert.Equal(transport != "websocket", capture.Request!.HasText);
        Assert.True(capture.Request is { Bytes: >= 64, Sample.Length: > 40 });
        // A file is gone when its reader has it.
        if (!transport.StartsWith("file-", StringComparison.Ordinal))
            Assert.True(capture.Reply is { HasText: true, Bytes: >= 64 });
        Assert.Equal((0, 0, 0), (verified.Corrupted, verified.Duplicated, verified.Reordered));
        Assert.Empty(_folder.EnumerateFileSystemInfos("*tap*"));
    }

    [Theory]
    [InlineData("http1", 1.0)]
    [InlineData("http1-uds", 1.0)]
    [InlineData("tcp", 0.25)]
    public async Task Framing_is_text_or_not(string transport, double part)
    {
        var (capture, _) = await CaptureAsync(transport, 64);

        Assert.Equal(part, capture.Request!.PrintablePart);
        // What came before, as the connection's own greeting, is counted separately.
        Assert.True(capture.BeforeBytes >= 136);
    }

    [Fact]
    public async Task Tcp_has_four_bytes_of_framing_and_a_file_none()
    {
        Assert.Equal(4, (await CaptureAsync("tcp", 64)).Capture.Request!.FramingBytes);
        Assert.Equal(0, (await CaptureAsync("file-poll", 64)).Capture.Request!.FramingBytes);
    }

    [Fact]
    public async Task A_message_without_room_for_a_text_has_a_reason()
    {
        var (capture, _) = await CaptureAsync("tcp", Cell.MinPayloadBytes);

        Assert.Contains("no room", capture.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_responder_there_is_a_reason_and_no_exception()
    {
        var choice = TransportChoice.Parse("tcp", Catalogue.BuiltIn);

        var capture = await Capturer.TakeAsync(ResolvedAssignment(choice, PairEndpoints(choice), 64), TestContext.Current.CancellationToken);

        Assert.NotNull(capture.Reason);
        Assert.Null(capture.Request);
    }

    [Fact]
    public async Task In_one_process_there_is_nothing_to_see()
    {
        var (capture, _) = await CaptureAsync("memory", 64);

        Assert.Contains("nothing lies between them", capture.Reason, StringComparison.Ordinal);
    }

    private async Task<(Capture Capture, Verified Verified)> CaptureAsync(string transport, int payloadBytes)
    {
        var choice = TransportChoice.Parse(transport, Catalogue.BuiltIn);
        var assigned = ResolvedAssignment(choice, PairEndpoints(choice), payloadBytes);
        var responder = new AgentResponder(assigned.Cell);
        await using var serving = await choice.Transport.ServeAsync(assigned.Endpoints, responder, TestContext.Current.CancellationToken);

        var capture = await Capturer.TakeAsync(assigned, TestContext.Current.CancellationToken);

        return (capture, responder.Summary().Verified);
    }

    private static ResolvedAssignment ResolvedAssignment(TransportChoice choice, PairEndpoints endpoints, int payloadBytes) => new(
        new Assignment { Role = Role.Initiator, Cell = new Cell { Transport = choice.Text, PayloadBytes = payloadBytes }, Endpoints = endpoints },
        choice.Transport);

    private PairEndpoints PairEndpoints(TransportChoice choice) => new()
    {
        Channel = $"c{Guid.NewGuid():N}"[..12],
        Port = FreePort(),
        SharedFolder = _folder.FullName,
        MemoryFolder = choice.Traits.Needs.HasFlag(Needs.MemoryFolder) ? _folder.FullName : null,
        Options = choice.Options,
    };

    private static int FreePort()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
