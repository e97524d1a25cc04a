using System.Net.Sockets;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Control;

/// <summary>An exception as one line for a person, without secrets.</summary>
internal static class Cause
{
    // .NET may call it "Resource temporarily unavailable".
    private const string NoNames =
        $"{FailureLine.NoNames}; see that the network has a name service, which a container engine may have in a package of its own";

    public static string Of(Exception exception)
    {
        // A transport's own words are meant for people; anything else needs its type to make sense.
        var text = exception is TransportException ? exception.Message : $"{exception.GetType().Name}: {exception.Message}";
        return Redaction.Of((HasNoNames(exception) ? $"{text.TrimEnd('.')}: {NoNames}" : text).ReplaceLineEndings(" "));
    }

    private static bool HasNoNames(Exception? exception) =>
        exception is SocketException { SocketErrorCode: SocketError.TryAgain or SocketError.HostNotFound }
            || (exception is not null && HasNoNames(exception.InnerException));
}
