namespace InterContainer.Transports;

/// <summary>A transport and the options chosen for it, written <c>name</c> or <c>name:option=value,option=value</c>.</summary>
public sealed class TransportChoice
{
    private TransportChoice(ITransport transport, IReadOnlyDictionary<string, string> options)
    {
        Transport = transport;
        Options = options;
        var chosen = transport.Traits.Options
            .Where(option => options[option.Name] != option.Default)
            .Select(option => $"{option.Name}={options[option.Name]}");
        var suffix = string.Join(',', chosen);
        Text = suffix.Length == 0 ? transport.Traits.Name : $"{transport.Traits.Name}:{suffix}";
    }

    /// <summary>The transport.</summary>
    public ITransport Transport { get; }

    /// <summary>Every option of the transport with the value in force.</summary>
    public IReadOnlyDictionary<string, string> Options { get; }

    /// <summary>The canonical text: the name, and those options that differ from their defaults in the transport's own order.</summary>
    public string Text { get; }

    /// <summary>Reads a choice.</summary>
    /// <exception cref="TransportException">The name, an option or a value is unknown; the message lists what is accepted.</exception>
    public static TransportChoice Parse(string text, Catalogue catalogue)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var transport = catalogue.Find(colon < 0 ? text : text[..colon]);
        var options = transport.Traits.Options.ToDictionary(option => option.Name, option => option.Default);
        foreach (var pair in colon < 0 ? [] : text[(colon + 1)..].Split(','))
        {
            var (name, value) = pair.Split('=', 2) is [var left, var right] ? (left, right) : (pair, "");
            var option = transport.Traits.Options.FirstOrDefault(known => known.Name == name)
                ?? throw new TransportException($"'{text}': {transport.Traits.Name} has no option '{name}'. Accepted: {Accepted(transport.Traits)}.");
            options[name] = option.Read(value)
                ?? throw new TransportException($"'{text}': {name}={value} is out of range. Accepted: {option.Accepts}.");
        }

        return new TransportChoice(transport, options);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string Accepted(Traits traits) =>
        traits.Options.Count == 0 ? "no options" : string.Join("; ", traits.Options.Select(option => $"{option.Name}={option.Accepts}"));
}
