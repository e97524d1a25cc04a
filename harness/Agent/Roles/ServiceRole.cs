using InterContainer.Agent.Control;
using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Agent.Roles;

/// <summary>A service inside this process, until it is told to stop.</summary>
internal static class ServiceRole
{
    public static async Task PlayAsync(Assignment assignment, AgentOutput output, CancellationToken stop)
    {
        var name = assignment.Service ?? throw new AssignmentException("A service needs its name: service.");
        var service = Catalogue.WithPlugins(assignment.Plugins).Services.FirstOrDefault(known => known.Name == name)
            ?? throw new AssignmentException($"No transport declares a service '{name}'.");
        var embedded = service.Embedded ?? throw new AssignmentException($"There is no embedded {service.Title}.");
        await using var running = await embedded.StartAsync(assignment.Endpoints.AddressOf(service), stop);
        output.Write(new ReadyLine());
        await ResponderRole.WaitAsync(stop);
    }
}
