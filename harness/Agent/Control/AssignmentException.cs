namespace InterContainer.Agent.Control;

/// <summary>What the agent was told cannot be played; the message is one line.</summary>
internal sealed class AssignmentException : Exception
{
    public AssignmentException(string message)
        : base(message)
    {
    }

    public AssignmentException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public AssignmentException()
    {
    }
}
