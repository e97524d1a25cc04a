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

/// <summary>
/// Finds the highest rate that is held: brackets it, halves the bracket (geometrically) until it is narrow, and asks for the lower end again. Pure: what holds
/// is asked for.
/// </summary>
internal static class CapacitySearch
{
    /// <summary>The bracket is narrow enough when its ends differ by this factor.</summary>
    public const double Narrow = 1.06;

    private const double StepUp = 1.25;
    private const double StepDown = 1.6;
    private const int MaxSteps = 12;
    private const int MaxConfirmations = 4;

    /// <param name="start">A guess, messages a second, positive.</param>
    /// <param name="holds">Whether a rate is held; asked one at a time.</param>
    /// <returns>The rate that was held and confirmed, and the lowest that was not; null where nothing is held.</returns>
    public static async Task<(double Held, double NotHeld)?> FindAsync(double start, Func<double, Task<bool>> holds)
    {
        if (await BracketAsync(start, holds) is not var (held, notHeld))
            return null;
        while (notHeld / held > Narrow)
        {
            var middle = Math.Sqrt(held * notHeld);
            if (await holds(middle))
                held = middle;
            else
                notHeld = middle;
        }

        for (var i = 0; i < MaxConfirmations; i++)
        {
            if (await holds(held))
                return (held, notHeld);
            (held, notHeld) = (held / Narrow, held);
        }

        return null;
    }

    private static async Task<(double Held, double NotHeld)?> BracketAsync(double start, Func<double, Task<bool>> holds)
    {
        var rate = start;
        if (await holds(rate))
        {
            for (var step = 0; step < MaxSteps; step++, rate *= StepUp)
            {
                if (!await holds(rate * StepUp))
                    return (rate, rate * StepUp);
            }

            return null;
        }

        for (var step = 0; step < MaxSteps; step++, rate /= StepDown)
        {
            if (await holds(rate / StepDown))
                return (rate / StepDown, rate);
        }

        return null;
    }
}
