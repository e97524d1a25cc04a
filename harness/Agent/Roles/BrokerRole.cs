using System.Net;
using InterContainer.Agent.Contract;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace InterContainer.Agent.Roles;

/// <summary>The embedded MQTT broker: one user, every socket without delay, nothing dropped.</summary>
internal static class BrokerRole
{
    public static async Task PlayAsync(Assignment assignment, AgentOutput output, CancellationToken stop)
    {
        var wiring = assignment.Wiring.Mqtt ?? throw new AssignmentException("A broker needs wiring.mqtt: host, port, user and password.");
        var options = new MqttServerOptionsBuilder()
            .WithDefaultEndpoint()
            .WithDefaultEndpointBoundIPAddress(IPAddress.Parse(wiring.Host))
            .WithDefaultEndpointPort(wiring.Port)
            // The library's default drops the oldest of 250.
            .WithMaxPendingMessagesPerClient(int.MaxValue)
            .Build();
        options.DefaultEndpointOptions.NoDelay = true;
        using var server = new MqttServerFactory().CreateMqttServer(options);
        server.ValidatingConnectionAsync += connection =>
        {
            if (connection.UserName != wiring.User || connection.Password != wiring.Password)
                connection.ReasonCode = MqttConnectReasonCode.BadUserNameOrPassword;
            return Task.CompletedTask;
        };
        await server.StartAsync();
        output.Write(new ReadyLine());
        await ResponderRole.WaitAsync(stop);
        await server.StopAsync();
    }
}
