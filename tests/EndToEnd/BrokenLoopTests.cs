using InterContainer.Runner.Results;
using InterContainer.Tests.Transports;

namespace InterContainer.Tests.EndToEnd;

/// <summary>A responder whose loop breaks while an initiator waits: the row has the cause, and of a container what may have refused it.</summary>
[Collection(nameof(WholeRuns))]
public sealed class BrokenLoopTests(EngineFixture engine) : IDisposable
{
    private const string Source = """
        using System;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using InterContainer.Transports;

        /// <summary>tcp, whose responder says nothing any more from its third message on, because a loop of its own has failed.</summary>
        public sealed class Broken : ITransport
        {
            private static readonly ITransport Tcp = Catalogue.BuiltIn.Find("tcp");

            public Traits Traits { get; } = Tcp.Traits with { Name = "broken", Options = Array.Empty<TransportOption>() };

            public async ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken)
            {
                var loop = new Loop(responder);
                return new Serving(await Tcp.ServeAsync(Whole(endpoints), loop, cancellationToken), loop.Failure.Task);
            }

            public ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken) =>
                Tcp.ConnectAsync(Whole(endpoints), cancellationToken);

            private static PairEndpoints Whole(PairEndpoints endpoints) =>
                endpoints with { Options = Tcp.Traits.Options.ToDictionary(option => option.Name, option => option.Default) };

            private sealed class Loop : IResponder
            {
                private readonly IResponder _responder;
                private int _messages;

                public Loop(IResponder responder) => _responder = responder;

                public TaskCompletionSource Failure { get; } = new();

                public int Respond(ReadOnlySpan<byte> message, Span<byte> reply)
                {
                    if (++_messages < 3)
                        return _responder.Respond(message, reply);
                    Failure.TrySetException(new TransportException("The loop broke: Operation not permitted."));
                    return IResponder.NoReply;
                }
            }

            private sealed class Serving : IServing
            {
                private readonly IAsyncDisposable _serving;
                private readonly Task _loop;

                public Serving(IAsyncDisposable serving, Task loop) => (_serving, _loop) = (serving, loop);

                Task IServing.Serving => _loop;

                public ValueTask DisposeAsync() => _serving.DisposeAsync();
            }
        }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("broken-loop-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("process")]
    [InlineData("container")]
    public async Task The_row_has_the_cause(string isolation)
    {
        var options = isolation == "container" ? (await engine.Client.System.GetSystemInfoAsync(TestContext.Current.CancellationToken)).SecurityOptions : [];
        var plugin = PluginCompiler.Compile(Source, _folder);
        using var bench = BenchProcess.Start(
            ["run", "--quick", "--plugin", plugin, "--transport", "broken", "--scenario", "round-trip", "--isolation", isolation, "--out", "out"]);

        Assert.Equal(1, await bench.ExitCodeAsync(TimeSpan.FromMinutes(2)));

        var reason = Assert.Single(ResultsFile.Read(bench.Out).Results).Reason!;
        Assert.StartsWith("Responder: The loop broke: Operation not permitted", reason, StringComparison.Ordinal);
        Assert.All(options, option => Assert.Contains(option, reason, StringComparison.Ordinal));
        Assert.Equal(isolation == "container", reason.Contains("no-new-privileges", StringComparison.Ordinal));
    }
}
