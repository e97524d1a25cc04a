using System.CommandLine;
using InterContainer.Bench.Commands;
using InterContainer.Transports;

using Line = (System.Collections.Generic.IReadOnlyList<string> Arguments, System.Collections.Generic.Dictionary<string, string?> Environment);

namespace InterContainer.Tests.EndToEnd.Fuzzing;

/// <summary>Makes cases of a fixed seed. Commands and options are those that the program has.</summary>
internal static class FuzzGenerator
{
    private const int Seed = 20_261_127;

    // A server that is not there is asked for 10 s.
    private const int LongestMs = 20_000;

    private static readonly string[] Servers = [ServiceOptions.Postgres, ServiceOptions.Mqtt];

    private static readonly RootCommand Program = Root.Create();

    /// <param name="number">From 1.</param>
    /// <param name="hasEngine">Whether a few may measure in containers.</param>
    public static FuzzCase Make(int number, bool hasEngine)
    {
        // Of seeds in a row the first numbers are in a row as well.
        var random = new Random(unchecked((int)((uint)(Seed + number) * 2_654_435_761)));
        var secret = FuzzCase.SecretOf(number);
        var values = new OddValues(random, secret);
        var environment = new OddEnvironment(random, secret);
        var (arguments, variables) = random.Next(100) switch
        {
            < 30 => Run(values, random, environment),
            < 34 when hasEngine => InContainers(values),
            < 42 => (Words(values, random), environment.Make(mayReach: false)),
            < 50 => Doctor(values, random, environment),
            _ => Verb(values, random, environment),
        };
        var files = random.Next();
        return new FuzzCase(number, arguments, variables)
        {
            InterruptAfter = TimeSpan.FromMilliseconds(random.Next(5) == 0 ? random.Next(200, 4000) : LongestMs),
            Prepare = folder => OddFolder.Write(folder, new Random(files), secret),
        };
    }

    /// <summary>A short run, of which some options are changed, left out or added.</summary>
    private static Line Run(OddValues values, Random random, OddEnvironment environment)
    {
        var run = Program.Subcommands.Single(command => command.Name == "run");
        var chosen = Short(values.Often(0.7) ? "process" : "auto", values.Of([.. Catalogue.BuiltIn.Transports.Select(transport => transport.Traits.Name)]));
        IReadOnlyList<Option> options = [.. run.Options.Where(option => option.Name.StartsWith("--", StringComparison.Ordinal))];
        if (values.Often(0.3))
        {
            var name = values.Of(Servers);
            var server = options.Single(option => option.Name == name);
            chosen[server.Name] = values.For(server);
            chosen["--transport"] = server.Name == Servers[0] ? "postgres-poll" : "mqtt-qos1";
        }

        for (var changes = Math.Max(0, random.Next(-3, 4)); changes > 0; changes--)
        {
            var option = values.Of(options);
            if (values.Often(0.1))
                chosen.Remove(option.Name);
            else
                chosen[option.Name] = option is Option<bool> || values.Often(0.03) ? null : values.For(option);
        }

        List<string> arguments = [.. Spelled(chosen, values)];
        if (values.Often(0.2))
            arguments.AddRange(values.ForeignOption());
        var mayReach = chosen.GetValueOrDefault("--isolation") == "process";
        return ([.. values.Often(0.9) ? [run.Name] : Array.Empty<string>(), .. arguments], environment.Make(mayReach));
    }

    /// <summary>A real one, that ends or is interrupted.</summary>
    private static Line InContainers(OddValues values)
    {
        var chosen = Short("container", values.Of(["tcp", "uds", "shared-memory", "sqlite-poll", "http1", "postgres-poll", "mqtt-qos0", "tcp,memory"]));
        if (values.Often(0.3))
            chosen["--image"] = "base=127.0.0.1:1/nosuch";
        if (values.Often(0.3))
            chosen["--memory"] = "16MiB";
        return (["run", .. Spelled(chosen, values)], new Dictionary<string, string?> { ["DOCKER_HOST"] = null });
    }

    private static Dictionary<string, string?> Short(string isolation, string transports) => new()
    {
        ["--quick"] = null,
        ["--transport"] = transports,
        ["--scenario"] = "round-trip",
        ["--payload"] = "64",
        ["--rounds"] = "1",
        ["--duration"] = "500ms",
        ["--max-warm-up"] = "1s",
        ["--isolation"] = isolation,
        ["--out"] = "out",
    };

    /// <summary>A word after the other, as they come.</summary>
    private static IReadOnlyList<string> Words(OddValues values, Random random)
    {
        IReadOnlyList<string> known =
        [
            .. Program.Subcommands.Select(command => command.Name).Where(IsShort),
            .. Program.Subcommands.SelectMany(command => command.Options).Select(option => option.Name),
            .. OddFolder.Runs,
        ];
        return [.. Enumerable.Range(0, random.Next(1, 6)).Select(place => values.Often(0.6) ? values.Of(known) : values.Odd())];
    }

    private static Line Doctor(OddValues values, Random random, OddEnvironment environment) =>
        (["doctor", .. values.Often(0.1) ? Words(values, random) : []], environment.Make(mayReach: true));

    /// <summary>Any command with its arguments and some of its options.</summary>
    private static Line Verb(OddValues values, Random random, OddEnvironment environment)
    {
        var verb = values.Of([.. Program.Subcommands.Where(command => command.Name != "run")]);
        IReadOnlyList<Option> options = [.. verb.Options];
        List<string> arguments = [verb.Name];
        foreach (var argument in verb.Arguments)
            arguments.AddRange(values.Often(0.05) ? [] : [values.For(argument)]);
        for (var more = options.Count == 0 ? 0 : random.Next(4); more > 0; more--)
        {
            var option = values.Of(options);
            arguments.AddRange(Spelled(new() { [option.Name] = option is Option<bool> || values.Often(0.05) ? null : values.For(option) }, values));
        }

        // What removes or measures must not find the engine that others use.
        return (arguments, environment.Make(mayReach: false));
    }

    private static IEnumerable<string> Spelled(Dictionary<string, string?> options, OddValues values) => options.SelectMany(option => option.Value switch
    {
        null => [option.Key],
        var value when values.Often(0.2) => new[] { $"{option.Key}={value}" },
        var value => [option.Key, value],
    });

    // Without options the default run would measure for minutes, only to be interrupted.
    private static bool IsShort(string verb) => verb != "run";
}
