using System.Text.Json.Serialization;
using InterContainer.Transports;

namespace InterContainer.Runner.Results;

/// <summary>What a transport needs in addition to the two ends.</summary>
/// <param name="Name">Of the program: postgres, mosquitto.</param>
/// <param name="Kind">What it does for the messages.</param>
public sealed record ServiceInfo(string Name, ServiceKind Kind)
{
    /// <summary>As it says itself; null where that is not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    /// <summary>Those of a transport; empty where it needs none.</summary>
    public static IReadOnlyList<ServiceInfo> Of(ServiceNeed? need) => need is null ? [] : [new ServiceInfo(need.Service.Name, need.Service.Kind)];
}
