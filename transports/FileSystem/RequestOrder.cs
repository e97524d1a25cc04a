using System.Globalization;

namespace InterContainer.Transports.FileSystem;

/// <summary>
/// Puts the requests of a listing in the order they were sent. A listing is no snapshot: a name may be in it while an earlier one of the same
/// initiator is not. An initiator renames its requests in order and leaves none out, so such a gap is closed in the next listing.
/// </summary>
internal sealed class RequestOrder
{
    private readonly Dictionary<string, long> _next = [];
    private readonly Dictionary<string, long> _firstListing = [];
    private long _listing;

    /// <param name="Handled">Requests whose turn it was.</param>
    /// <param name="Missing">Whether one that is there was not in the listing: list again.</param>
    public readonly record struct Outcome(int Handled, bool Missing);

    /// <summary>The name of a request: those of one initiator sort as sent.</summary>
    public static string Name(string initiator, long number) => string.Create(CultureInfo.InvariantCulture, $"{initiator}-{number:D12}");

    /// <summary>The initiator in a request's name; empty where it is none.</summary>
    public static ReadOnlySpan<char> Initiator(ReadOnlySpan<char> name) => name[..Math.Max(0, name.LastIndexOf('-'))];

    /// <summary>The number in a request's name; null where it is none: others lay files there as well, to see whether events arrive.</summary>
    public static long? Number(ReadOnlySpan<char> name) =>
        Initiator(name) is { IsEmpty: false } initiator
            && long.TryParse(name[(initiator.Length + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;

    /// <summary>Handles those whose turn it is.</summary>
    /// <param name="names">A listing that began after the previous call returned, in any order; sorted here. What is no request is passed over.</param>
    /// <param name="handle">Takes a request for good: it is in no later listing.</param>
    public Outcome Handle(string[] names, Action<string> handle)
    {
        Array.Sort(names, StringComparer.Ordinal);
        _listing++;
        var outcome = default(Outcome);
        foreach (var name in names)
        {
            if (Number(name) is not { } number)
                continue;
            var initiator = Initiator(name);
            if (IsNext(initiator, number))
            {
                handle(name);
                _next.GetAlternateLookup<ReadOnlySpan<char>>()[initiator] = number + 1;
                outcome = outcome with { Handled = outcome.Handled + 1 };
            }
            else
            {
                outcome = outcome with { Missing = true };
            }
        }

        return outcome;
    }

    private bool IsNext(ReadOnlySpan<char> initiator, long number)
    {
        if (_next.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(initiator, out var next))
            return number == next;
        if (number == 0)
            return true;
        // What an earlier responder left need not start at 0. All that is before the first one seen is in any listing that began after it was seen.
        var first = _firstListing.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!first.TryGetValue(initiator, out var listing))
            first[initiator] = listing = _listing;
        return listing < _listing;
    }
}
