namespace InterContainer.Runner.Results;

/// <summary>A saved run cannot be read; the message is one line that a person can act on.</summary>
public sealed class ResultsException : Exception
{
    public ResultsException(string message)
        : base(message)
    {
    }

    public ResultsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ResultsException()
    {
    }
}
