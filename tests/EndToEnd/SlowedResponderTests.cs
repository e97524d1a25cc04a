using System.Globalization;
using System.Text.RegularExpressions;
using InterContainer.Tests.Transports;

namespace InterContainer.Tests.EndToEnd;

/// <summary>
/// Two real runs of responders of which the test knows how long they take. Each pair takes a known part more or less than the pair before it: the noise that
/// the comparison has to see through, much larger than what the machine adds.
/// </summary>
[Collection(nameof(WholeRuns))]
public sealed partial class SlowedResponderTests : IDisposable
{
    private const double DelayMs = 40;
    private const double Slower = 1.2;

    private const string Source = """
        using System;
        using System.IO;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using InterContainer.Transports;

        /// <summary>tcp, with a responder that takes its time.</summary>
        public abstract class Known : ITransport
        {
            private static readonly double[] Noise = { 0.975, 1, 1.025 };
            private static readonly ITransport Tcp = Catalogue.BuiltIn.Find("tcp");
            private readonly double _delayMs;

            protected Known(string name, double delayMs)
            {
                _delayMs = delayMs;
                Traits = Tcp.Traits with { Name = name, Options = Array.Empty<TransportOption>() };
            }

            public Traits Traits { get; }

            public ValueTask<IAsyncDisposable> ServeAsync(PairEndpoints endpoints, IResponder responder, CancellationToken cancellationToken)
            {
                // One character a pair.
                var pairs = Path.ChangeExtension(typeof(Known).Assembly.Location, Traits.Name);
                File.AppendAllText(pairs, ".");
                return Tcp.ServeAsync(Whole(endpoints), new Slow(responder, _delayMs * Noise[new FileInfo(pairs).Length % Noise.Length]), cancellationToken);
            }

            public ValueTask<IInitiator> ConnectAsync(PairEndpoints endpoints, CancellationToken cancellationToken) =>
                Tcp.ConnectAsync(Whole(endpoints), cancellationToken);

            private static PairEndpoints Whole(PairEndpoints endpoints) =>
                endpoints with { Options = Tcp.Traits.Options.ToDictionary(option => option.Name, option => option.Default) };

            private sealed class Slow : IResponder
            {
                private readonly IResponder _responder;
                private readonly double _delayMs;

                public Slow(IResponder responder, double delayMs) => (_responder, _delayMs) = (responder, delayMs);

                public int Respond(ReadOnlySpan<byte> message, Span<byte> reply)
                {
                    // Asleep it needs no processor, so a busy machine delays it by little more than its waking up.
                    Thread.Sleep(TimeSpan.FromMilliseconds(_delayMs));
                    return _responder.Respond(message, reply);
                }
            }
        }

        public sealed class SteadyA : Known { public SteadyA() : base("steady-a", 40) { } }
        public sealed class SteadyB : Known { public SteadyB() : base("steady-b", 60) { } }
        public sealed class Changed : Known { public Changed() : base("changed", /*delay*/) { } }
        """;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("slowed-tests-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_responder_that_takes_a_fifth_longer_is_the_one_cell_that_is_named_worse()
    {
        Assert.SkipUnless(PairFixture.IsWhole, "Takes more than a minute: PLACES=all runs it.");
        var before = await RunAsync("before", DelayMs);
        var after = await RunAsync("after", DelayMs * Slower);

        Assert.Equal("0: nothing", await CompareAsync(before, before));
        Assert.Equal("3: changed is worse", await CompareAsync(before, after));
        // And what is itself again passes the gate.
        Assert.Equal("0: changed is better", await CompareAsync(after, before));
    }

    private async Task<string> RunAsync(string name, double delayMs)
    {
        var plugin = PluginCompiler.Compile(
            Source.Replace("/*delay*/", delayMs.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal),
            _folder.CreateSubdirectory($"plugin-{name}"));
        var results = Path.Combine(_folder.FullName, name);
        string[] arguments =
        [
            "run", "--plugin", plugin, "--transport", "steady-a,changed,steady-b", "--scenario", "round-trip", "--payload", "64", "--max-warm-up", "1s",
            "--isolation", "process", "--out", results,
        ];
        using var bench = BenchProcess.Start(arguments);
        Assert.Equal(0, await bench.ExitCodeAsync(Timeout));
        return results;
    }

    /// <returns>The exit code, and the cells of which a figure changed.</returns>
    private static async Task<string> CompareAsync(string first, string second)
    {
        using var bench = BenchProcess.Start(["compare", first, second, "--fail-above", "10%"]);
        var code = await bench.ExitCodeAsync(Timeout);
        var figures = Figure().Matches(bench.Output).Select(figure => (Cell: figure.Groups["cell"].Value, Verdict: figure.Groups["verdict"].Value)).ToList();
        Assert.Equal(["changed", "steady-a", "steady-b"], figures.Select(figure => figure.Cell).Distinct().Order(StringComparer.Ordinal));
        var changed = figures.Where(figure => figure.Verdict != "indistinguishable").Select(figure => $"{figure.Cell} is {figure.Verdict}").Distinct();
        return $"{code}: {string.Join(", ", changed.DefaultIfEmpty("nothing"))}";
    }

    [GeneratedRegex("^\\| (?<cell>\\S+) round-trip 64 B +\\| p\\d+ .*\\| (?<verdict>\\w+) +\\|[^|]+\\|\\r?$", RegexOptions.Multiline)]
    private static partial Regex Figure();
}
