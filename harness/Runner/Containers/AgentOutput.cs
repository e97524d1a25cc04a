using System.Text;
using System.Threading.Channels;
using DotNet.Testcontainers.Configurations;
using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>Takes what a container prints: lines of standard output to a channel, the beginning of standard error to a text.</summary>
internal sealed class AgentOutput : IOutputConsumer
{
    private const int MaxErrorBytes = 4096;
    private const int MaxErrorSigns = 300;

    private readonly LineStream _errors = new(MaxErrorBytes);

    /// <param name="hear">Told each line of standard output first.</param>
    public AgentOutput(Action<string>? hear = null) => Stdout = new LineStream(line =>
    {
        hear?.Invoke(line);
        Lines.Writer.TryWrite(line);
    });

    public Channel<string> Lines { get; } = Channel.CreateUnbounded<string>();

    /// <summary>Without secrets. More is kept than is shown, so that none is cut in two.</summary>
    public string Errors
    {
        get
        {
            var errors = Redaction.Of(_errors.Rest.Trim());
            return errors[..Math.Min(errors.Length, MaxErrorSigns)];
        }
    }

    public bool Enabled => true;

    public Stream Stdout { get; }

    public Stream Stderr => _errors;

    public void Dispose()
    {
        Stdout.Dispose();
        _errors.Dispose();
    }

    /// <summary>A stream to write to that cuts what is written at line ends.</summary>
    private sealed class LineStream : Stream
    {
        private readonly MemoryStream _rest = new();
        private readonly Action<string>? _line;
        private readonly int _maxRest = int.MaxValue;

        public LineStream(Action<string> line) => _line = line;

        public LineStream(int maxRest) => _maxRest = maxRest;

        public string Rest => Encoding.UTF8.GetString(_rest.ToArray());

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            foreach (var value in buffer.AsSpan(offset, count))
            {
                if (value == '\n' && _line is not null)
                {
                    _line(Rest);
                    _rest.SetLength(0);
                }
                else if (_rest.Length < _maxRest)
                {
                    _rest.WriteByte(value);
                }
            }
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
