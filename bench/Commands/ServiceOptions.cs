using InterContainer.Transports;

namespace InterContainer.Bench.Commands;

/// <summary>
/// <c>--service NAME=ADDRESS</c>, and its two older forms for one service each. An address may hold a secret: no message repeats one, and it is recorded
/// masked.
/// </summary>
internal static class ServiceOptions
{
    public const string Service = "--service";
    public const string Postgres = "--postgres";
    public const string Mqtt = "--mqtt";

    private const string Variable = "env:";

    private static readonly Dictionary<string, string> ServiceOfOption = new() { [Postgres] = "postgres", [Mqtt] = "mosquitto" };

    /// <summary>The servers of a person's own, by the name of the service.</summary>
    /// <param name="services">Values of <see cref="Service"/>.</param>
    /// <param name="older">Option → its value, of the older forms.</param>
    /// <param name="catalogue">Knows the services.</param>
    /// <exception cref="UsageException">One is no address, names no service or a second server for it, or its variable is not set.</exception>
    public static IReadOnlyDictionary<string, ServiceAddress> Read(
        IEnumerable<string> services, IEnumerable<KeyValuePair<string, string?>> older, Catalogue catalogue)
    {
        var own = new Dictionary<string, ServiceAddress>();
        foreach (var (option, name, text) in services.Select(value => Split(value, catalogue))
            .Concat(older.Where(one => one.Value is not null).Select(one => (one.Key, ServiceOfOption[one.Key], one.Value!))))
        {
            if (!own.TryAdd(name, Read(option, text, catalogue.Services.First(service => service.Name == name))))
                throw new UsageException($"{option}: there is an address of {name} already; accepted is one a service.");
        }

        return own;
    }

    /// <summary>A value as it is recorded, so that it can be given again once the secret is filled in; null where the option names no server.</summary>
    public static string? Masked(string option, string value) => (option, value.Split('=', 2)) switch
    {
        (Service, [var name, var address]) => $"{name}={Masked(NotationOf(name), address)}",
        (Service, _) => Redaction.Mask,
        _ when ServiceOfOption.TryGetValue(option, out var service) => Masked(NotationOf(service), value),
        _ => null,
    };

    /// <summary>
    /// Whether a value, perhaps of an environment variable, is the one that was recorded, as far as that was. Of a recorded variable nothing is known.
    /// </summary>
    /// <param name="option">One that names a server.</param>
    /// <param name="value">Accepted.</param>
    /// <param name="recorded">As <see cref="Masked(string, string)"/> has it.</param>
    public static bool IsOfRecorded(string option, string value, string recorded)
    {
        var name = option == Service ? NameIn(recorded) : ServiceOfOption[option];
        var (given, then) = option == Service ? (AddressIn(value), AddressIn(recorded)) : (value, recorded);
        var notation = NotationOf(name);
        return then.StartsWith(Variable, StringComparison.Ordinal) || notation.AreSame(Masked(notation, Resolved(option, given).Value), then);
    }

    /// <summary>Whether two values are of one service.</summary>
    public static bool AreOfOneService(string option, string value, string other) => option != Service || NameIn(value) == NameIn(other);

    private static string NameIn(string value) => value.Split('=', 2)[0];

    private static string AddressIn(string value) => value.Split('=', 2) is [_, var address] ? address : "";

    private static (string Option, string Name, string Text) Split(string value, Catalogue catalogue)
    {
        var accepted = string.Join(", ", catalogue.Services.Select(service => service.Name));
        if (value.Split('=', 2) is not [var name, var text])
            throw new UsageException($"{Service}: accepted is NAME=ADDRESS, and NAME is one of {accepted}.");
        return catalogue.Services.Any(service => service.Name == name)
            ? ($"{Service} {name}=", name, text)
            : throw new UsageException($"{Service} {Redaction.OfNamed(name)}=: no transport needs such a service; accepted is one of {accepted}.");
    }

    private static ServiceAddress Read(string option, string text, Service service)
    {
        var (value, place) = Resolved(option, text);
        try
        {
            return service.Notation.Read(value);
        }
        catch (FormatException e)
        {
            throw new UsageException($"{place}: {e.Message}. Accepted is {service.Notation.Accepts}, or env:NAME.", e);
        }
    }

    // That of a plug-in's service is not known here: such an address is recorded where it has the common form.
    private static AddressNotation NotationOf(string service) =>
        Catalogue.BuiltIn.Services.FirstOrDefault(known => known.Name == service)?.Notation ?? AddressNotation.HostAndPort;

    private static string Masked(AddressNotation notation, string address)
    {
        if (address.StartsWith(Variable, StringComparison.Ordinal))
            return address;
        try
        {
            notation.Read(address);
            return notation.Mask(address);
        }
        catch (FormatException)
        {
            return Redaction.Mask;
        }
    }

    private static (string Value, string Place) Resolved(string option, string text)
    {
        if (!text.StartsWith(Variable, StringComparison.Ordinal))
            return (text, option);
        var name = text[Variable.Length..];
        var place = option.EndsWith('=') ? $"{option}{text}" : $"{option} {text}";
        return Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
            ? (value, place)
            : throw new UsageException($"{place}: the environment variable {name} is not set. Accepted is one that is set: export it, then run this again.");
    }
}
