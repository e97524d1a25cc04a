using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using Microsoft.Extensions.Logging.Abstractions;

namespace InterContainer.Runner.Containers;

/// <summary>A container that sleeps: it holds a network namespace, or a place on a network.</summary>
internal static class Holder
{
    /// <summary>Starts one. Cannot be cancelled: what the engine was asked for would be there after everything was removed.</summary>
    /// <param name="run">The run's id, for its label.</param>
    /// <param name="image">One that has <c>sleep</c>.</param>
    /// <param name="attach">Puts it on a network.</param>
    public static async Task<IContainer> StartAsync(string run, string image, Func<ContainerBuilder, ContainerBuilder> attach)
    {
        var holder = attach(new ContainerBuilder(image)
            .WithImagePullPolicy(PullPolicy.Never)
            .WithLogger(NullLogger.Instance)
            .WithLabel(Labels.Of(run))
            .WithEntrypoint("sleep", "infinity")
            .WithWaitStrategy(Wait.ForUnixContainer())
            .WithCreateParameterModifier(Hardening.Apply)
            // It ends with the first signal, and not after the engine's patience.
            .WithCreateParameterModifier(parameters => parameters.StopSignal = "SIGKILL"))
            .Build();
        try
        {
            await holder.StartAsync(CancellationToken.None);
            return holder;
        }
        catch
        {
            await holder.DisposeAsync();
            throw;
        }
    }
}
