using InterContainer.Transports;

namespace InterContainer.Runner.Results;

/// <summary>What a transport needs in addition to the two ends.</summary>
/// <param name="Name">Of the program: postgres, mosquitto.</param>
/// <param name="Kind">What it does for the messages.</param>
public sealed record ServiceInfo(string Name, ServiceKind Kind)
{
    /// <summary>Those of a transport; empty where it needs none.</summary>
    public static IReadOnlyList<ServiceInfo> Of(Needs needs) =>
    [
        .. needs.HasFlag(Needs.Postgres) ? new[] { new ServiceInfo("postgres", ServiceKind.Database) } : [],
        .. needs.HasFlag(Needs.MqttBroker) ? new[] { new ServiceInfo("mosquitto", ServiceKind.Broker) } : [],
    ];
}

/// <summary>What a service does for the messages.</summary>
public enum ServiceKind
{
    /// <summary>It keeps them in tables.</summary>
    Database,

    /// <summary>It hands them on.</summary>
    Broker,
}
