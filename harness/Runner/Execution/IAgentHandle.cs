using System.Threading.Channels;

namespace InterContainer.Runner.Execution;

/// <summary>A running agent. Disposal ends it, whatever it does.</summary>
public interface IAgentHandle : IAsyncDisposable
{
    /// <summary>Its standard output, line by line; completed when it has ended and all was read.</summary>
    ChannelReader<string> Output { get; }

    /// <summary>How it ended, in words: its exit code and the end of its standard error. To be asked when <see cref="Output"/> is complete.</summary>
    string Ending { get; }

    /// <summary>What of its surroundings may have refused what it speaks of, as a part of a line; null: nothing that is known. Never throws.</summary>
    /// <param name="said">Its own words.</param>
    ValueTask<string?> RefusalOfAsync(string said) => default;

    /// <summary>What the machine pays for it, where its own word does not hold all of that; null: it does.</summary>
    IHostAccount? Account => null;

    /// <summary>Tells an agent that stands by to go on.</summary>
    Task GoAsync(CancellationToken cancellationToken);

    /// <summary>Tells it to stop and print its result. Does not wait.</summary>
    Task StopAsync(CancellationToken cancellationToken);
}
