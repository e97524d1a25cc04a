using InterContainer.Transports;

namespace InterContainer.Runner.Execution;

/// <summary>A server of a person's own in the place of a service. Pure.</summary>
internal static class OwnService
{
    /// <summary>Why it does not serve a transport, with the remedy, in one line; null: as far as its address says, it does.</summary>
    /// <param name="need">Of the transport.</param>
    /// <param name="own">The person's.</param>
    /// <param name="inContainers">Whether the ends are in containers.</param>
    public static string? UnsupportedReason(ServiceNeed need, ServiceAddress own, bool inContainers) => need switch
    {
        { IsBySocket: true } when own.SocketPath is null => Lacks(need, "that listens on a Unix socket", inContainers),
        { Port: { } port } when !own.MorePorts.ContainsKey(port) => Lacks(need, $"with a port for {port}", inContainers),
        _ when inContainers && IsLoopback(own.Host) =>
            $"needs a {need.Service.Title}, and to a container {own.Host} is itself: "
                + $"in --service {need.Service.Name}=… name the server by an address that containers reach",
        _ => null,
    };

    private static string Lacks(ServiceNeed need, string what, bool inContainers) =>
        $"needs a {need.Service.Title} {what}, and --service {need.Service.Name}=… names its TCP port alone: "
        + $"leave that out{(inContainers ? "" : ", or give --isolation container")}";

    private static bool IsLoopback(string host) =>
        host == "localhost" || (System.Net.IPAddress.TryParse(host, out var address) && System.Net.IPAddress.IsLoopback(address));
}
