using InterContainer.Protocol;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Tests.EndToEnd;
using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

/// <summary>Whole cells of many transports, a few side by side: for what does not depend on how fast they are.</summary>
public abstract class CellTrials(EngineFixture engine) : IAsyncDisposable
{
    private readonly TrialPlaces _places = new(3);
    private readonly PairFixture _pairs = new(engine);

    public async ValueTask DisposeAsync()
    {
        await _pairs.DisposeAsync();
        _places.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Skips a test in containers where there is no engine.</summary>
    internal void Need(Isolation isolation)
    {
        if (isolation == Isolation.Container)
            _ = engine.Engine;
    }

    /// <param name="subjects">A transport, and where.</param>
    /// <param name="cells">What the pair of a transport plays, in that order.</param>
    private protected Trials<(string Transport, Isolation Isolation), IReadOnlyList<CellResult>> Of(
        IEnumerable<(string Transport, Isolation Isolation)> subjects, Func<Traits, IEnumerable<Cell>> cells) => new(
        subjects,
        subject => _places.For(subject.Transport, subject.Isolation),
        async subject =>
        {
            await using var runner = new CellRunner(_pairs.Launcher(subject.Isolation), TimeSpan.FromSeconds(5));
            var choice = TransportChoice.Parse(subject.Transport, PairFixture.Catalogue);
            // What a busy machine does not hold is no fault of the transport.
            var planned = cells(PairFixture.TraitsOf(subject.Transport))
                .Select(cell => new PlannedCell(choice, cell with { Transport = choice.Text }, 1) { Saturates = true });
            return await runner.RunAsync(new PlannedPair([.. planned]), TestContext.Current.CancellationToken);
        });
}
