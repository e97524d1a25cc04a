namespace InterContainer.Transports;

/// <summary>A name with options chosen for it, written <c>name</c> or <c>name:option=value,option=value</c>. Pure.</summary>
public static class ChosenOptions
{
    /// <summary>What stands before the first colon.</summary>
    public static string NameIn(string text) => text.Split(':', 2)[0];

    /// <summary>Reads the options of a choice.</summary>
    /// <param name="text">All of it.</param>
    /// <param name="name">What the options belong to.</param>
    /// <param name="known">Its options.</param>
    /// <returns>Every option with the value in force.</returns>
    /// <exception cref="TransportException">An option or a value is unknown; the message lists what is accepted.</exception>
    public static IReadOnlyDictionary<string, string> Read(string text, string name, IReadOnlyList<TransportOption> known)
    {
        var options = known.ToDictionary(option => option.Name, option => option.Default);
        foreach (var pair in text.Split(':', 2) is [_, var chosen] ? chosen.Split(',') : [])
        {
            var (left, right) = pair.Split('=', 2) is [var before, var after] ? (before, after) : (pair, "");
            var option = known.FirstOrDefault(one => one.Name == left)
                ?? throw new TransportException($"'{text}': {name} has no option '{left}'. Accepted: {Accepted(known)}.");
            options[left] = option.Read(right)
                ?? throw new TransportException($"'{text}': {left}={right} is out of range. Accepted: {option.Accepts}.");
        }

        return options;
    }

    /// <summary>The canonical text: the name, and those options that differ from their defaults, in their own order.</summary>
    /// <param name="name">What they belong to.</param>
    /// <param name="known">Its options.</param>
    /// <param name="chosen">Every one with its value.</param>
    public static string Text(string name, IReadOnlyList<TransportOption> known, IReadOnlyDictionary<string, string> chosen)
    {
        var suffix = string.Join(
            ',', known.Where(option => chosen[option.Name] != option.Default).Select(option => $"{option.Name}={chosen[option.Name]}"));
        return suffix.Length == 0 ? name : $"{name}:{suffix}";
    }

    private static string Accepted(IReadOnlyList<TransportOption> known) =>
        known.Count == 0 ? "no options" : string.Join("; ", known.Select(option => $"{option.Name}={option.Accepts}"));
}
