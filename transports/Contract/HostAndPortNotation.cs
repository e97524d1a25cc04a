using System.Globalization;

namespace InterContainer.Transports;

/// <summary><c>HOST:PORT</c> or <c>USER:PASSWORD@HOST:PORT</c>.</summary>
internal sealed class HostAndPortNotation : AddressNotation
{
    public override string Accepts => "HOST:PORT or USER:PASSWORD@HOST:PORT, such as localhost:1883";

    public override ServiceAddress Read(string text)
    {
        var parts = AtLast(text, '@');
        (string? user, string? password) = parts is null ? (null, null) : AtFirst(parts.Value.Before, ':');
        var (host, port) = AtLast(parts?.After ?? text, ':') ?? ("", "");
        return !text.Contains("://", StringComparison.Ordinal) && host.Length > 0 && !host.Contains('/', StringComparison.Ordinal) && user is not ""
            && int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 65536
            ? new ServiceAddress(host, number) { User = user, Password = password is null ? null : new Secret(password) }
            : throw new FormatException("it is not HOST:PORT or USER:PASSWORD@HOST:PORT");
    }

    public override string Mask(string text) => AtLast(text, '@') is var (credentials, address) && AtFirst(credentials, ':') is (var user, not null)
        ? $"{user}:{Redaction.Mask}@{address}"
        : text;

    private static (string Before, string After)? AtLast(string text, char separator) =>
        text.LastIndexOf(separator) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : null;

    private static (string Before, string? After) AtFirst(string text, char separator) =>
        text.IndexOf(separator, StringComparison.Ordinal) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, null);
}
