namespace InterContainer.Transports;

/// <summary>A transport could not do what it was asked; the message is one line that a person can act on.</summary>
public sealed class TransportException : Exception
{
    /// <summary>Without a cause.</summary>
    public TransportException(string message)
        : base(message)
    {
    }

    /// <summary>With the client library's own exception.</summary>
    public TransportException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Says nothing; for serializers.</summary>
    public TransportException()
    {
    }
}
