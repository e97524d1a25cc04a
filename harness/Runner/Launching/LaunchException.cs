namespace InterContainer.Runner.Launching;

/// <summary>A pair could not be launched or an agent failed; the message is one line that a person can act on.</summary>
public sealed class LaunchException : Exception
{
    public LaunchException(string message)
        : base(message)
    {
    }

    public LaunchException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public LaunchException()
    {
    }
}
