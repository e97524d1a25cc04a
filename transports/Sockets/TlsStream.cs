using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Authentication;

namespace InterContainer.Transports.Sockets;

/// <summary>TLS on a socket, which waits as it does without. One reader and one writer.</summary>
internal sealed class TlsStream : IDisposable
{
    private static readonly TimeSpan HandshakeTimeout = TimeSpan.FromSeconds(5);

    private readonly Bytes _bytes;
    private readonly SslStream _ssl;

    private TlsStream(WaitingSocket socket)
    {
        _bytes = new Bytes(socket);
        _ssl = new SslStream(_bytes);
    }

    /// <summary>What was negotiated.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings => TlsCertificates.Settings(_ssl);

    /// <summary>Encrypts the answering end of a connection.</summary>
    /// <param name="socket">Of no use any more where it fails.</param>
    /// <param name="options">The server's.</param>
    /// <exception cref="TransportException">The handshake failed, or did not come to an end in time.</exception>
    public static Task<TlsStream> AcceptAsync(WaitingSocket socket, SslServerAuthenticationOptions options) =>
        ShakeHandsAsync(socket, ssl => ssl.AuthenticateAsServerAsync(options), CancellationToken.None);

    /// <summary>Encrypts the initiator's end of a connection.</summary>
    /// <param name="socket">Of no use any more where it fails.</param>
    /// <param name="options">The client's.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="TransportException">The handshake failed, or did not come to an end in time.</exception>
    public static Task<TlsStream> ConnectAsync(WaitingSocket socket, SslClientAuthenticationOptions options, CancellationToken cancellationToken) =>
        ShakeHandsAsync(socket, ssl => ssl.AuthenticateAsClientAsync(options, CancellationToken.None), cancellationToken);

    /// <summary>Sends bytes, a record for each 16 KiB.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask EncryptAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await _ssl.WriteAsync(bytes, cancellationToken);
        }
        catch (IOException e)
        {
            throw Broken(e);
        }
    }

    /// <summary>Waits for bytes.</summary>
    /// <inheritdoc cref="WaitingSocket.ReceiveAsync"/>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<int> DecryptAsync(Memory<byte> free, bool isRest, CancellationToken cancellationToken)
    {
        _bytes.IsRest = isRest;
        try
        {
            return await _ssl.ReadAsync(free, cancellationToken);
        }
        catch (IOException e)
        {
            throw Broken(e);
        }
    }

    public void Dispose()
    {
        _ssl.Dispose();
        _bytes.Dispose();
    }

    // As without TLS; what is not of the socket is of the protocol.
    private static Exception Broken(IOException failure) =>
        failure.InnerException is SocketException or ObjectDisposedException
            ? failure.InnerException
            : new TransportException($"The encrypted connection broke: {failure.Message}", failure);

    private static async Task<TlsStream> ShakeHandsAsync(WaitingSocket socket, Func<SslStream, Task> authenticate, CancellationToken cancellationToken)
    {
        var tls = new TlsStream(socket);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(HandshakeTimeout);
        try
        {
            // A blocking wait cannot be told to stop; closing its socket can.
            await using (limited.Token.UnsafeRegister(static s => ((WaitingSocket)s!).Dispose(), socket))
                await authenticate(tls._ssl);
            // The certificate is checked after the last message: that does not notice a socket that was closed meanwhile.
            limited.Token.ThrowIfCancellationRequested();
            return tls;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            tls.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            throw new TransportException(
                limited.IsCancellationRequested
                    ? $"the TLS handshake did not come to an end within {HandshakeTimeout.TotalSeconds} s"
                    : $"the TLS handshake failed: {e.Message}",
                e);
        }
    }

    /// <summary>The socket, as the library wants it.</summary>
    private sealed class Bytes(WaitingSocket socket) : Stream
    {
        /// <summary>Whether what is read next is on its way in any case.</summary>
        public bool IsRest { get; set; }

        public override bool CanRead => true;

        public override bool CanWrite => true;

        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var isRest = IsRest;
            // A record that did not come whole.
            IsRest = true;
            return socket.ReceiveAsync(buffer, isRest, cancellationToken);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            socket.SendAllAsync(buffer, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
