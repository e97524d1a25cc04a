namespace InterContainer.Transports;

/// <summary>A transport and the options chosen for it, written <c>name</c> or <c>name:option=value,option=value</c>.</summary>
public sealed class TransportChoice
{
    private TransportChoice(ITransport transport, IReadOnlyDictionary<string, string> options)
    {
        Transport = transport;
        Options = options;
        Traits = transport.TraitsWith(options);
        Text = ChosenOptions.Text(transport.Traits.Name, transport.Traits.Options, options);
    }

    /// <summary>The transport.</summary>
    public ITransport Transport { get; }

    /// <summary>What the transport is with these options.</summary>
    public Traits Traits { get; }

    /// <summary>Every option of the transport with the value in force.</summary>
    public IReadOnlyDictionary<string, string> Options { get; }

    /// <summary>The canonical text: the name, and those options that differ from their defaults in the transport's own order.</summary>
    public string Text { get; }

    /// <summary>Reads a choice.</summary>
    /// <exception cref="TransportException">The name, an option or a value is unknown; the message lists what is accepted.</exception>
    public static TransportChoice Parse(string text, Catalogue catalogue)
    {
        var transport = catalogue.Find(ChosenOptions.NameIn(text));
        return new TransportChoice(transport, ChosenOptions.Read(text, transport.Traits.Name, transport.Traits.Options));
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
