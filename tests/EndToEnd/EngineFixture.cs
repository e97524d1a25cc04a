using Docker.DotNet;
using Docker.DotNet.Models;
using InterContainer.Runner.Containers;
using InterContainer.Runner.Execution;

namespace InterContainer.Tests.EndToEnd;

/// <summary>The engine for tests that need one: without it they skip with the remedy, or fail where <c>REQUIRE_ENGINE=1</c>.</summary>
public sealed class EngineFixture : IAsyncLifetime
{
    private Engine? _engine;
    private string _lack = "";

    /// <summary>For tests that need it in part only.</summary>
    internal bool IsThere => _engine is not null;

    internal DockerClient Client => Engine.Client;

    internal Engine Engine
    {
        get
        {
            if (_engine is null && Environment.GetEnvironmentVariable("REQUIRE_ENGINE") == "1")
                Assert.Fail($"REQUIRE_ENGINE=1, but {_lack}");
            Assert.SkipWhen(_engine is null, $"{_lack}; start one, on Debian with: sudo .ci/engine-up");
            return _engine!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        try
        {
            _engine = await Engine.ConnectAsync(TestContext.Current.CancellationToken);
        }
        catch (LaunchException e)
        {
            _lack = e.Message;
        }
    }

    public ValueTask DisposeAsync()
    {
        _engine?.Dispose();
        return default;
    }

    /// <summary>The containers, networks and volumes of a process's runs.</summary>
    internal async Task<IReadOnlyList<string>> BelongingsAsync(int owner)
    {
        var label = $"{Labels.Owner}={owner}@{Environment.MachineName}";
        var filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = new Dictionary<string, bool> { [label] = true } };
        var containers = await Client.Containers.ListContainersAsync(new ContainersListParameters { All = true, Filters = filters });
        var networks = await Client.Networks.ListNetworksAsync(new NetworksListParameters { Filters = filters });
        var volumes = (await Client.Volumes.ListAsync(new VolumesListParameters { Filters = filters })).Volumes ?? [];
        return [.. containers.Select(c => $"container {c.ID}"), .. networks.Select(n => $"network {n.Name}"), .. volumes.Select(v => $"volume {v.Name}")];
    }

    /// <summary>The running containers of a process's runs.</summary>
    internal Task<IList<ContainerListResponse>> ContainersAsync(int owner) =>
        RunningAsync($"{Labels.Owner}={owner}@{Environment.MachineName}");

    /// <summary>The running containers with a label.</summary>
    internal Task<IList<ContainerListResponse>> RunningAsync(string label) =>
        Client.Containers.ListContainersAsync(new ContainersListParameters
        {
            Filters = new Dictionary<string, IDictionary<string, bool>>
            {
                ["label"] = new Dictionary<string, bool> { [label] = true },
            },
        });
}
