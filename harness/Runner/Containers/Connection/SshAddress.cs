using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace InterContainer.Runner.Containers.Connection;

/// <summary>An engine behind ssh, as <c>ssh://[USER@]HOST[:PORT][/SOCKET]</c>.</summary>
/// <param name="User">Null: as ssh itself decides.</param>
/// <param name="Host">A name, an address, or an alias of ssh's configuration.</param>
/// <param name="Port">Null: as ssh itself decides.</param>
/// <param name="Socket">The engine's Unix socket there; null: as Docker's command there says.</param>
internal sealed partial record SshAddress(string? User, string Host, int? Port, string? Socket)
{
    /// <summary>Null: it is none.</summary>
    public static SshAddress? Parse(string text)
    {
        if (Form().Match(text) is not { Success: true } match)
            return null;
        var port = match.Groups["port"].Value;
        int? number = port.Length == 0 ? null : int.Parse(port, CultureInfo.InvariantCulture);
        var socket = Uri.UnescapeDataString(match.Groups["socket"].Value);
        return number is 0 or > 65535
            ? null
            : new SshAddress(
                match.Groups["user"] is { Success: true } user ? Uri.UnescapeDataString(user.Value) : null,
                match.Groups["host"].Value.Trim('[', ']'),
                number,
                socket.Length > 1 ? socket : null);
    }

    /// <summary>Whether it leads to this machine. An alias of ssh's configuration may lead anywhere.</summary>
    public bool IsLoopback => Host == "localhost" || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>What ssh is given for it.</summary>
    public IReadOnlyList<string> Arguments
    {
        get
        {
            string[] user = User is null ? [] : ["-l", User];
            string[] port = Port is null ? [] : ["-p", Port.Value.ToString(CultureInfo.InvariantCulture)];
            return [.. user, .. port, "--", Host];
        }
    }

    public override string ToString()
    {
        var user = User is null ? "" : $"{User}@";
        var host = Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host;
        var port = Port is null ? "" : FormattableString.Invariant($":{Port}");
        return $"ssh://{user}{host}{port}{Socket}";
    }

    // ssh itself takes what begins with a dash for an option.
    [GeneratedRegex(
        @"^ssh://(?:(?<user>[^-@/:?#\s][^@/:?#\s]*)@)?"
            + @"(?:(?<host>\[[0-9a-fA-F:.]+\])|(?<host>[^-@/:?#\s\[\]][^@/:?#\s\[\]]*))(?::(?<port>[0-9]{1,5}))?(?<socket>/[^?#\s]*)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
