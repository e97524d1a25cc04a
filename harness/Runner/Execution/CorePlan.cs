namespace InterContainer.Runner.Execution;

/// <summary>
/// Which processors each role has for itself, as lists of the kernel's cpuset: <c>0-1</c>. Neighbours in number belong to one role, which is how most systems
/// number the threads of a core or a socket.
/// </summary>
/// <param name="Initiator">Of the initiator; also of an agent that plays both ends.</param>
/// <param name="Responder">Of the responder.</param>
/// <param name="Services">Of all services together; null: they share all processors, because there are only two.</param>
public sealed record CorePlan(string Initiator, string Responder, string? Services)
{
    /// <summary>Null where there is only one.</summary>
    /// <param name="processors">How many there are, numbered from 0.</param>
    public static CorePlan? Of(int processors)
    {
        var each = OfEach(processors);
        return processors switch
        {
            < 2 => null,
            2 => new CorePlan("0", "1", null),
            _ => new CorePlan(Range(0, each), Range(each, 2 * each), Range(2 * each, processors)),
        };
    }

    /// <summary>How many each end has, of so many.</summary>
    public static int OfEach(int processors) => Math.Max(1, processors / 3);

    /// <summary>For the results.</summary>
    internal IReadOnlyDictionary<string, string> Settings => new Dictionary<string, string>
    {
        ["cores.initiator"] = Initiator,
        ["cores.responder"] = Responder,
        ["cores.services"] = Services ?? "all",
    };

    private static string Range(int first, int end) =>
        end - first == 1 ? FormattableString.Invariant($"{first}") : FormattableString.Invariant($"{first}-{end - 1}");
}
