using System.Net;
using System.Net.Sockets;

namespace InterContainer.Agent.Capturing;

/// <summary>Hands the datagrams of one sender on to the real end point, and the answers back, and records both.</summary>
internal sealed class DatagramRelay : IAsyncDisposable
{
    private readonly Recording _recording;
    private readonly Socket _near;
    private readonly Socket _far = new(SocketType.Dgram, ProtocolType.Udp);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _relaying;
    private volatile EndPoint? _sender;

    /// <param name="listenOn">Where an initiator finds it.</param>
    /// <param name="real">Where it would have gone.</param>
    /// <param name="recording">Of what passes.</param>
    /// <exception cref="SocketException">It cannot receive there, or the real end point has no address.</exception>
    public DatagramRelay(IPEndPoint listenOn, DnsEndPoint real, Recording recording)
    {
        _recording = recording;
        _near = new Socket(listenOn.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            _near.Bind(listenOn);
            _far.Connect(real.Host, real.Port);
        }
        catch
        {
            _near.Dispose();
            _far.Dispose();
            throw;
        }

        _relaying = Task.WhenAll(ThereAsync(listenOn), BackAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _relaying;
        _near.Dispose();
        _far.Dispose();
        _stop.Dispose();
    }

    private Task ThereAsync(IPEndPoint any) => UntilStoppedAsync(async buffer =>
    {
        var received = await _near.ReceiveFromAsync(buffer, SocketFlags.None, any, _stop.Token);
        _sender = received.RemoteEndPoint;
        _recording.AddThere(buffer.AsSpan(0, received.ReceivedBytes));
        await _far.SendAsync(buffer.AsMemory(0, received.ReceivedBytes), _stop.Token);
    });

    private Task BackAsync() => UntilStoppedAsync(async buffer =>
    {
        var count = await _far.ReceiveAsync(buffer, _stop.Token);
        _recording.AddBack(buffer.AsSpan(0, count));
        if (_sender is { } sender)
            await _near.SendToAsync(buffer.AsMemory(0, count), SocketFlags.None, sender, _stop.Token);
    });

    private async Task UntilStoppedAsync(Func<byte[], Task> relayOne)
    {
        var buffer = new byte[64 * 1024];
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await relayOne(buffer);
            }
            catch (SocketException)
            {
                // No receiver is there: to a sender of datagrams that is one lost. The error may come again and again.
                await Task.Yield();
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
