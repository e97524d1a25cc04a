using InterContainer.Transports;

namespace InterContainer.Agent;

/// <summary>An exception as one line for a person, without secrets.</summary>
internal static class Cause
{
    public static string Of(Exception exception)
    {
        // A transport's own words are meant for people; anything else needs its type to make sense.
        var text = exception is TransportException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";
        return Redaction.Of(text.ReplaceLineEndings(" "));
    }
}
