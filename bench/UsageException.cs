namespace InterContainer.Bench;

/// <summary>The command was given something it does not accept; the message is one line: what was wrong, what is accepted.</summary>
public sealed class UsageException : Exception
{
    public UsageException(string message)
        : base(message)
    {
    }

    public UsageException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public UsageException()
    {
    }
}
