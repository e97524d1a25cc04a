using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MQTTnet.AspNetCore;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace InterContainer.Transports.Mqtt;

/// <summary>MQTTnet's server: one user, every socket without delay, nothing dropped.</summary>
internal static class EmbeddedBroker
{
    /// <summary>Starts it at an address with credentials; the ports and the socket that the address has are those it listens on.</summary>
    public static async ValueTask<IAsyncDisposable> StartAsync(ServiceAddress address, CancellationToken cancellationToken)
    {
        var application = Build(address);
        application.Services.GetRequiredService<MqttServer>().ValidatingConnectionAsync += connection =>
        {
            if (connection.UserName != address.User || connection.Password != address.Password?.Reveal())
                connection.ReasonCode = MqttConnectReasonCode.BadUserNameOrPassword;
            return Task.CompletedTask;
        };
        application.MapMqtt("/mqtt");
        try
        {
            await application.StartAsync(cancellationToken);
        }
        catch
        {
            await application.DisposeAsync();
            throw;
        }

        return new Running(application);
    }

    private static WebApplication Build(ServiceAddress address)
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
            var host = IPAddress.Parse(address.Host);
            kestrel.Listen(host, address.Port, listener => listener.UseMqtt());
            if (address.MorePorts.TryGetValue(Mosquitto.WebSocketPort, out var port))
                kestrel.Listen(host, port);
            if (address.SocketPath is { } path)
                kestrel.ListenUnixSocket(path, listener => listener.UseMqtt());
        });
        return builder.Build();
    }

    private sealed class Running(WebApplication application) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            // Clients that are still connected are not waited for.
            await application.StopAsync(new CancellationToken(canceled: true));
            await application.DisposeAsync();
        }
    }
}
