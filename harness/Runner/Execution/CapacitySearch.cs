namespace InterContainer.Runner.Execution;

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
