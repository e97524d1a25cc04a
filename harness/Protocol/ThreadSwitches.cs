namespace InterContainer.Protocol;

/// <summary>
/// Context switches of processes that come and go: the kernel keeps them by the thread, and a thread that ends takes its own with it. Counts on from sample to
/// sample, so the sum never falls.
/// </summary>
public sealed class ThreadSwitches
{
    private readonly Dictionary<string, (double Voluntary, double Involuntary)> _seen = [];
    private double _voluntary;
    private double _involuntary;

    /// <summary>Reads the switches of the threads that processes have now.</summary>
    /// <param name="processes">Their folders.</param>
    /// <returns>The switches that were seen so far; nulls where no thread can be seen.</returns>
    public ResourceUsage Sample(IEnumerable<string> processes)
    {
        Span<byte> buffer = stackalloc byte[ProcText.MaxBytes];
        foreach (var tasks in processes.Select(process => $"{process}/task").Where(Directory.Exists))
        {
            foreach (var thread in Threads(tasks))
            {
                var text = ProcText.Read($"{thread}/status", buffer);
                if (ProcText.Field(text, "voluntary_ctxt_switches:"u8) is { } voluntary
                    && ProcText.Field(text, "nonvoluntary_ctxt_switches:"u8) is { } involuntary)
                    Add(thread, voluntary, involuntary);
            }
        }

        return _seen.Count == 0 ? new ResourceUsage() : new ResourceUsage { VoluntarySwitches = _voluntary, InvoluntarySwitches = _involuntary };
    }

    private static string[] Threads(string tasks)
    {
        try
        {
            return Directory.GetDirectories(tasks);
        }
        catch (IOException)
        {
            // Ended just now.
            return [];
        }
    }

    private void Add(string thread, double voluntary, double involuntary)
    {
        // One that has fewer than before is another that got the same number.
        var before = _seen.TryGetValue(thread, out var seen) && voluntary >= seen.Voluntary && involuntary >= seen.Involuntary ? seen : default;
        _voluntary += voluntary - before.Voluntary;
        _involuntary += involuntary - before.Involuntary;
        _seen[thread] = (voluntary, involuntary);
    }
}
