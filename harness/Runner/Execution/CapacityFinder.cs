using System.Globalization;
using InterContainer.Protocol;
using InterContainer.Runner.Planning;
using InterContainer.Runner.Results;
using InterContainer.Transports;

namespace InterContainer.Runner.Execution;

/// <summary>Measures the capacity of transports, and plans loads at parts of it.</summary>
/// <param name="launcher">Where the pairs live.</param>
/// <param name="profile">How long a cell may take.</param>
public sealed class CapacityFinder(ILauncher launcher, RunProfile profile) : IAsyncDisposable
{
    // A closed loop has no idle time between its messages, which a schedule needs a little of.
    private const double FirstGuess = 0.9;

    private readonly CellRunner _runner = new(launcher, profile.LongestCell);

    /// <summary>Told what was tried and whether it was held.</summary>
    public Action<string> Say { get; init; } = _ => { };

    /// <param name="transport">Whose.</param>
    /// <param name="cell">A load of it, without a rate.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>With a reason where there is none.</returns>
    /// <exception cref="OperationCanceledException">Interrupted.</exception>
    public async Task<Capacity> FindAsync(TransportChoice transport, Cell cell, CancellationToken cancellationToken)
    {
        var capacity = new Capacity { Transport = transport.Text, PayloadBytes = cell.PayloadBytes, Initiators = cell.Initiators, InFlight = cell.InFlight };
        var closed = await _runner.RunAsync(new PlannedCell(transport, cell with { Scenario = Scenario.RoundTrip }, 1), cancellationToken);
        if (closed.Throughput is null || closed.Status != Status.Ok)
            return capacity with { Reason = closed.Reason };
        string? failure = null;
        var found = await CapacitySearch.FindAsync(closed.Throughput.MessagesPerSecond * FirstGuess, async rate =>
        {
            if (failure is not null)
                return false;
            var result = await _runner.RunAsync(new PlannedCell(transport, cell with { OfferedRate = Rounded(rate) }, 1), cancellationToken);
            failure = result.Status == Status.Failed ? result.Reason : null;
            var outcome = result.Status == Status.Ok ? "is sustained" : $"is not sustained: {result.Reason}";
            Say(string.Create(CultureInfo.InvariantCulture, $"{transport.Text}: {Rounded(rate):N0}/s {outcome}"));
            return result.Status == Status.Ok;
        });
        return found is var (held, notHeld) && failure is null
            ? capacity with { MessagesPerSecond = Rounded(held), FirstUnsustainedRate = Rounded(notHeld) }
            : capacity with { Reason = failure ?? "no rate was sustained twice: measure on a quieter machine" };
    }

    /// <summary>Loads at parts of a capacity; none where there is none.</summary>
    public static IEnumerable<PlannedCell> Plan(TransportChoice transport, Cell cell, Capacity capacity, IEnumerable<double> parts) =>
        capacity.MessagesPerSecond is { } most
            ? parts.Select(part => new PlannedCell(transport, cell with { OfferedRate = Rounded(most * part) }, 1) { Saturates = true })
            : [];

    /// <summary>Returns when the last pair is gone.</summary>
    public ValueTask DisposeAsync() => _runner.DisposeAsync();

    // Three digits: a rate that people can name.
    private static double Rounded(double rate)
    {
        var unit = Math.Pow(10, Math.Floor(Math.Log10(rate)) - 2);
        return Math.Round(rate / unit) * unit;
    }
}
