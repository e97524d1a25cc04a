using System.CommandLine;
using System.CommandLine.Completions;

namespace InterContainer.Tests.EndToEnd.Fuzzing;

/// <summary>Values for options and arguments: such as are accepted, such as nearly are, and such as are typed by mistake alone.</summary>
internal sealed class OddValues(Random random, string secret)
{
    private static readonly string[] Anything =
    [
        "", " ", "-", "--", "-1", "0", "1", "2", "1,4", ",", ",,", "a,b", "=", ":", "a=b", "a:b", "ü", "名前", "a b", "%s", "$(id)", "'", "\"", "\\", "a\nb",
        "\t", "\u001b[31m", "null", "true",
        "99999999999999999999", "-99999999999999999999", "1e309", "1e-309", "NaN", "Infinity", "∞", "0x10", "1_000", "1,5", "+1", "٣", "2147483648",
        "4294967296", "[suggest]", "[diagram]",
        "@", "@nosuch", "@answers", new('x', 300), new('9', 5000), new('ü', 5000),
    ];

    private static readonly Dictionary<string, string[]> ByHelp = new()
    {
        ["NAMES"] =
        [
            "tcp", "tcp,uds", "memory", "tcp:mode=spin", "tcp:mode=", "tcp:", "udp:nosuch=1", "file-poll:interval=0ms", "file-poll:interval=10ms,tcp",
            "shared-memory:ring=99999999", "pigeon", "tcp,,uds", "round-trip", "load", "wake", "fan-out",
        ],
        ["SIZES"] = ["64", "64,1KiB", "24", "23", "65507", "64MiB", "65MiB", "1GiB", "64.5", "1kib", "KiB", "64,64", "16MiB", "15MiB"],
        ["SIZE"] = ["64", "64KiB", "7", "1GiB", "KiB"],
        ["NUMBERS"] = ["1", "1,2", "0", "65", "0.5", "0.01", "0.009", "1024", "1025", "2,1"],
        ["RATES"] = ["100", "100,500", "0", "10000001", "0.5", "1e3"],
        ["RATE"] = ["100", "0", "10000001", "1e3"],
        ["N"] = ["1", "2", "0", "101", "1.5"],
        ["TIME"] = ["500ms", "1s", "500us", "500µs", "10", "0ms", "0s", "11m", "601s", "1e3s", "ms", "-1s", "99999999999999999999s"],
        ["TIMES"] = ["5ms", "5ms,50ms", "100ms", "0s", "61s", "5ms,5ms", "50", "-1s"],
        ["DIR"] = ["out", "run", "run/results.json", "/proc/nowhere", "/dev/null", "/dev/full/x", "nosuch/deep/er"],
        ["FILE"] =
        [
            "out.svg", "out.png", "out.md", "out", "run/out.svg", "/proc/nowhere/x.svg", "/dev/full", "plugins/text.dll", "plugins/empty.dll",
            "plugins/native.dll", "plugins/half.dll", "plugins/other.dll", "plugins", "nosuch.dll",
        ],
        ["PERCENT"] = ["10%", "0", "0%", "1000", "1001", "10%%", "-1%"],
        ["CORES"] = ["0.5", "0", "-1", "1e3", "1025"],
        ["WxH"] = ["1600x900", "200x200", "199x200", "6001x200", "1600", "x", "1600x900x1", "-1x-1"],
        ["NAME=REFERENCE"] =
        [
            "postgres=reg.example/postgres:17", "base=127.0.0.1:1/base", "agent=UPPER", "nosuch=a", "postgres=", "=x", "postgres", "mosquitto=a@sha256:0",
            "postgres=:tag",
        ],
    };

    /// <summary>Of BenchmarkDotNet's options some: run takes them as well.</summary>
    private static readonly string[][] Foreign =
    [
        ["--filter", "*"], ["--filter", "*tcp*"], ["--filter", "*nosuch*"], ["--filter"], ["--list", "flat"], ["--list", "tree"], ["--list", "nosuch"],
        ["--exporters", "json"], ["--exporters", "csv", "nosuch"],
        ["--artifacts", "artifacts"], ["--job", "short"], ["--runtimes", "net10.0"], ["--join"], ["--info"], ["--help"], ["--version"],
        ["--anyCategories", "x"], ["--statisticalTest", "1%"], ["--nosuch"], ["--nosuch=1"], ["-x"], ["extra"],
    ];

    public string Odd() => Of(Anything);

    public T Of<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];

    public bool Often(double part) => random.NextDouble() < part;

    public IReadOnlyList<string> ForeignOption() => Often(0.2) ? ["--envVars", $"PGPASSWORD:{secret}"] : Of(Foreign);

    /// <summary>A value for an option.</summary>
    public string For(Option option)
    {
        var items = option.GetCompletions(CompletionContext.Empty).Select(item => item.InsertText ?? item.Label);
        string[] offered = [.. items.Where(label => !label.StartsWith('-'))];
        string[] known = option.HelpName is { } help && help.StartsWith("CONNECTION", StringComparison.Ordinal) ? Connections()
            : option.HelpName is { } other && other.StartsWith("HOST:PORT", StringComparison.Ordinal) ? Brokers()
            : option.HelpName is "NAME=REFERENCE" ? [.. ByHelp["NAME=REFERENCE"], $"base=u:{secret}@reg.example/x"]
            : ByHelp.GetValueOrDefault(option.HelpName ?? "", []);
        return (offered.Length, known.Length, random.Next(4)) switch
        {
            ( > 0, _, 0 or 1) => Of(offered),
            (_, > 0, < 3) => Of(known),
            _ => Odd(),
        };
    }

    /// <summary>A value for an argument: mostly the folder of a run.</summary>
    public string For(Argument argument)
    {
        string[] offered = [.. argument.GetCompletions(CompletionContext.Empty).Select(item => item.Label)];
        return Often(0.15) ? Odd() : offered.Length > 0 ? Of(offered) : Of(OddFolder.Runs);
    }

    /// <summary>Half of them name a server that is not there.</summary>
    private string[] Connections() => Often(0.5)
        ? [$"Host=127.0.0.1;Port=1;Username=u;Password={secret}", $"Host=127.0.0.1;Port=1;Username=u;Password='{secret};x'", "env:FUZZ_SERVER"]
        :
        [
            $"Host=h.invalid;Password={secret};Port=99999999", $"postgres://u:{secret}@127.0.0.1:1/db", $"Password={secret}",
            $"Host=h;Passwort={secret}", $"Host=127.0.0.1;Port=1;SSL Password={secret}", $"Host=h;Password={secret};Timeout=x",
            "nonsense", "Host=;", "env:", "env:NOSUCH_VARIABLE", "env:FUZZ_ODD",
        ];

    private string[] Brokers() => Often(0.5)
        ? [$"u:{secret}@127.0.0.1:1", $"u:{secret}@x@127.0.0.1:1", "env:FUZZ_BROKER", "127.0.0.1:1"]
        :
        [
            $"u:{secret}@127.0.0.1", $"mqtt://u:{secret}@127.0.0.1:1", $":{secret}@127.0.0.1:1", "localhost", ":1", "h:99999", "env:FUZZ_ODD", "env:",
        ];
}
