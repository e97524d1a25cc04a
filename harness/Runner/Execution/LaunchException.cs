using InterContainer.Transports;

namespace InterContainer.Runner.Execution;

/// <summary>A pair could not be launched or an agent failed; the message is one line that a person can act on, without secrets.</summary>
public sealed class LaunchException : Exception
{
    public LaunchException(string message)
        : base(Redaction.Of(message))
    {
    }

    public LaunchException(string message, Exception innerException)
        : base(Redaction.Of(message), innerException)
    {
    }

    public LaunchException()
    {
    }

    /// <summary>Whether nothing went wrong as far as is known, but nothing came in time.</summary>
    public bool IsTimeout { get; init; }
}
