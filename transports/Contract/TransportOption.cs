using System.Globalization;

namespace InterContainer.Transports;

/// <summary>A setting of a transport that a person may choose: <c>file-poll:interval=10ms</c>.</summary>
public sealed class TransportOption
{
    private readonly Func<string, string?> _read;

    private TransportOption(string name, string defaultValue, string accepts, Func<string, string?> read)
    {
        Name = name;
        Default = defaultValue;
        Accepts = accepts;
        _read = read;
    }

    /// <summary>Lower-case letters.</summary>
    public string Name { get; }

    /// <summary>In force where nothing is chosen.</summary>
    public string Default { get; }

    /// <summary>The accepted values, in words.</summary>
    public string Accepts { get; }

    /// <summary>Whole milliseconds or seconds, written <c>10ms</c> or <c>2s</c>; 0 is written <c>0</c> or <c>0ms</c>.</summary>
    public static TransportOption Duration(string name, string defaultValue, TimeSpan maximum) =>
        new(name, defaultValue, $"0 to {maximum.TotalMilliseconds:0}ms, in whole ms", value =>
            TryParseDuration(value, out var duration) && duration <= maximum
                ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds}ms")
                : null);

    /// <summary>A whole number within bounds, both included.</summary>
    public static TransportOption WholeNumber(string name, int defaultValue, int minimum, int maximum) =>
        new(name, defaultValue.ToString(CultureInfo.InvariantCulture), $"{minimum} to {maximum}", value =>
            int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= minimum && number <= maximum
                ? number.ToString(CultureInfo.InvariantCulture)
                : null);

    /// <summary>A whole number within bounds, both included, or by default <c>library</c>: what the client library, or the server's, has by itself.</summary>
    public static TransportOption WholeNumberOfLibrary(string name, int minimum, int maximum) =>
        new(name, Library, $"{Library}, or {minimum} to {maximum}", value =>
            value == Library ? Library : WholeNumber(name, minimum, minimum, maximum).Read(value));

    /// <summary>What stands for a library's own default.</summary>
    public const string Library = "library";

    /// <summary>One of a few words; the first is the default.</summary>
    public static TransportOption OneOf(string name, params string[] words) =>
        new(name, words[0], string.Join(", ", words), value => words.Contains(value) ? value : null);

    /// <summary>The one way of writing <paramref name="value"/> (2s is 2000ms), so that equal choices look equal; null where it is not accepted.</summary>
    public string? Read(string value) => _read(value);

    /// <summary>Reads a duration that <see cref="Duration"/> accepted.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static TimeSpan ParseDuration(string value) =>
        TryParseDuration(value, out var duration) ? duration : throw new FormatException($"'{value}' is no duration: write 10ms or 2s.");

    private static bool TryParseDuration(string value, out TimeSpan duration)
    {
        var (digits, unit) = value switch
        {
            "0" => ("0", 1),
            _ when value.EndsWith("ms", StringComparison.Ordinal) => (value[..^2], 1),
            _ when value.EndsWith('s') => (value[..^1], 1000),
            _ => ("", 1),
        };
        var isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        duration = TimeSpan.FromMilliseconds((double)number * unit);
        return isNumber;
    }
}
