using Docker.DotNet;
using Docker.DotNet.Models;
using DotNet.Testcontainers.Builders;
using Microsoft.Extensions.Logging.Abstractions;

namespace InterContainer.Runner.Containers;

/// <summary>Makes networks with no way out.</summary>
/// <param name="run">The run's id.</param>
/// <param name="isInternal">False: they have a way out after all, to a server of a person's own.</param>
internal sealed class InternalNetworks(string run, bool isInternal = true)
{
    // RFC 2544 sets 198.18.0.0/15 aside for benchmarks, so it cannot clash with a network that people use; it can with another run.
    private const int Subnets = 512;
    private const int Attempts = 20;

    private int _next = Environment.ProcessId;

    /// <summary>Cannot be cancelled: the engine would go on, and the network would stay after the cleanup.</summary>
    /// <param name="name">Unique in the run.</param>
    /// <param name="shape">What of it is otherwise than an internal bridge; null: nothing.</param>
    public async Task<InternalNetwork> CreateAsync(string name, Action<NetworksCreateParameters>? shape = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var subnet = Interlocked.Increment(ref _next) % Subnets;
            var prefix = FormattableString.Invariant($"198.{18 + (subnet / 256)}.{subnet % 256}");
            var network = new NetworkBuilder()
                .WithName($"intercontainer-{run}-{name}-{attempt}")
                .WithLabel(Labels.Of(run))
                .WithLogger(NullLogger.Instance)
                .WithCreateParameterModifier(parameters =>
                {
                    parameters.Internal = isInternal;
                    parameters.IPAM = new IPAM { Config = [new IPAMConfig { Subnet = $"{prefix}.0/24" }] };
                    shape?.Invoke(parameters);
                })
                .Build();
            try
            {
                await network.CreateAsync(CancellationToken.None);
                return new InternalNetwork(network, prefix);
            }
            catch (DockerApiException e) when (attempt < Attempts && e.Message.Contains("overlap", StringComparison.OrdinalIgnoreCase))
            {
                // Taken by another run: the next one.
            }
        }
    }
}
