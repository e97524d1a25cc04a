using InterContainer.Transports;

namespace InterContainer.Bench;

/// <summary>The command was given something it does not accept; the message is one line: what was wrong, what is accepted. It holds no secrets.</summary>
public sealed class UsageException : Exception
{
    public UsageException(string message)
        : base(Redaction.Of(message))
    {
    }

    public UsageException(string message, Exception innerException)
        : base(Redaction.Of(message), innerException)
    {
    }

    public UsageException()
    {
    }
}
