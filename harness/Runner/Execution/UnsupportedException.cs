using InterContainer.Transports;

namespace InterContainer.Runner.Execution;

/// <summary>A cell cannot be measured here at all, so it is skipped; the message is one line with the remedy, without secrets.</summary>
public sealed class UnsupportedException : Exception
{
    public UnsupportedException(string message)
        : base(Redaction.Of(message))
    {
    }

    public UnsupportedException(string message, Exception innerException)
        : base(Redaction.Of(message), innerException)
    {
    }

    public UnsupportedException()
    {
    }
}
