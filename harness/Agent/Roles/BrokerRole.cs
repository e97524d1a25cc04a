using System.Net;
using InterContainer.Agent.Control;
using InterContainer.Protocol;
using InterContainer.Transports;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MQTTnet.AspNetCore;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace InterContainer.Agent.Roles;

/// <summary>The embedded MQTT broker: one user, every socket without delay, nothing dropped.</summary>
internal static class BrokerRole
{
    public static async Task PlayAsync(Assignment assignment, AgentOutput output, CancellationToken stop)
    {
        var endpoints = assignment.Endpoints.Mqtt ?? throw new AssignmentException("A broker needs endpoints.mqtt: host, port, user and password.");
        await using var application = Build(endpoints);
        application.Services.GetRequiredService<MqttServer>().ValidatingConnectionAsync += connection =>
        {
            if (connection.UserName != endpoints.User || connection.Password != endpoints.Password?.Reveal())
                connection.ReasonCode = MqttConnectReasonCode.BadUserNameOrPassword;
            return Task.CompletedTask;
        };
        if (endpoints.WebSocketPort is not null)
            application.MapMqtt("/mqtt");
        await application.StartAsync(stop);
        output.Write(new ReadyLine());
        await ResponderRole.WaitAsync(stop);
        // Clients that are still connected are not waited for.
        await application.StopAsync(new CancellationToken(canceled: true));
    }

    private static WebApplication Build(MqttBroker endpoints)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        builder.Services.AddConnections();
        builder.Services.AddMqttServer(server => server
            .WithoutDefaultEndpoint()
            .WithPersistentSessions()
            // The library's default drops the oldest of 250.
            .WithMaxPendingMessagesPerClient(int.MaxValue));
        // Kestrel's sockets have no delay unless it is asked for.
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            var address = IPAddress.Parse(endpoints.Host);
            kestrel.Listen(address, endpoints.Port, listener => listener.UseMqtt());
            if (endpoints.WebSocketPort is { } port)
                kestrel.Listen(address, port);
            if (endpoints.SocketPath is { } path)
                kestrel.ListenUnixSocket(path, listener => listener.UseMqtt());
        });
        return builder.Build();
    }
}
