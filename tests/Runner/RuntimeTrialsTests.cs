using InterContainer.Runner.Execution;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Processes;
using InterContainer.Runner.Results;
using InterContainer.Tests.Transports;
using InterContainer.Transports;

namespace InterContainer.Tests.Runner;

/// <summary>Trials, with processes in the place of the containers of a runtime.</summary>
public class RuntimeTrialsTests
{
    private const string Words = "Responder: Cannot listen on /shared/x.sock: Cannot assign requested address.";

    private static readonly Conditions Sandbox = new() { Runtime = "sandbox" };

    private readonly List<Conditions> _prepared = [];

    [Theory]
    [InlineData("uds")]
    [InlineData("file-poll")]
    [InlineData("shared-memory")]
    public async Task What_works_is_tried_once(string transport)
    {
        await using var processes = new ProcessLauncher(new Dictionary<string, ServiceAddress>(), [], null);
        var trials = new RuntimeTrials((traits, conditions, stop) =>
        {
            _prepared.Add(conditions);
            return processes.PrepareAsync(traits, Conditions.Default, stop);
        });

        Assert.Null(await TryAsync(trials, transport, Sandbox));
        Assert.Null(await TryAsync(trials, transport, Sandbox with { Cpus = 0.5 }));

        Assert.Equal([Sandbox], _prepared);
    }

    [Fact]
    public async Task What_does_not_work_says_so_in_the_ends_own_words_and_is_tried_once()
    {
        var trials = Failing();

        var seen = await TryAsync(trials, "uds", Sandbox);
        var again = await TryAsync(trials, "uds", Sandbox);

        Assert.Equal($"uds does not work between two containers of the runtime sandbox --platform=one, as a trial showed: {Words}", seen!.Reason);
        Assert.Equal(new Flag("unsupported-by-runtime", Words), seen.Flag);
        Assert.Same(seen, again);
        Assert.Single(_prepared);
    }

    [Fact]
    public async Task Each_transport_runtime_and_volume_is_tried_by_itself_and_without_limits()
    {
        var trials = Failing();
        Conditions[] places = [Sandbox with { Cpus = 0.5 }, new() { Runtime = "two" }, new() { Runtime = "two", Volume = "tmpfs" }];

        foreach (var place in places)
        {
            await TryAsync(trials, "uds", place);
            await TryAsync(trials, "file-poll", place);
        }

        Assert.Equal(places.SelectMany(place => Enumerable.Repeat(place with { Cpus = null }, 2)), _prepared);
    }

    [Fact]
    public async Task What_shares_no_folder_and_no_socket_is_not_tried()
    {
        Assert.Null(await TryAsync(Failing(), "tcp", Sandbox));
        Assert.Empty(_prepared);
    }

    [Fact]
    public async Task Containers_that_do_not_start_in_time_say_nothing_of_what_they_share_and_are_tried_again()
    {
        var trials = Failing(new LaunchException("Responder did not say 'ready' within 20 s.") { IsTimeout = true });

        Assert.Null(await TryAsync(trials, "uds", Sandbox));
        Assert.Null(await TryAsync(trials, "uds", Sandbox));

        Assert.Equal([Sandbox, Sandbox], _prepared);
    }

    private RuntimeTrials Failing(LaunchException? failure = null) => new((_, conditions, _) =>
    {
        _prepared.Add(conditions);
        throw failure ?? new LaunchException(Words);
    });

    private static Task<Unsupported?> TryAsync(RuntimeTrials trials, string transport, Conditions conditions) =>
        trials.TryAsync(PairFixture.TraitsOf(transport), conditions, $"{conditions.Runtime} --platform=one", TestContext.Current.CancellationToken);
}
