namespace InterContainer.Protocol;

/// <summary>Sockets as the kernel lists them: TCP, UDP and Unix domain sockets.</summary>
/// <param name="Open">Held by the role and not listening: one for each end of a connection.</param>
/// <param name="Listening">Held by the role to accept connections.</param>
/// <param name="TimeWait">
/// Of TCP connections that are closed and that the kernel remembers for a while (TIME_WAIT, RFC 9293, 3.6.1), in the role's network namespace; null where
/// others share that.
/// </param>
public sealed record SocketCounts(int Open, int Listening, int? TimeWait)
{
    /// <summary>Of several; null where one is.</summary>
    public static SocketCounts? Sum(IEnumerable<SocketCounts?> parts) => parts.Aggregate(
        (SocketCounts?)new SocketCounts(0, 0, 0),
        (sum, part) => sum is null || part is null
            ? null
            : new SocketCounts(sum.Open + part.Open, sum.Listening + part.Listening, sum.TimeWait + part.TimeWait));
}
