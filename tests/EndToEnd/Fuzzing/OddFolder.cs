using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using InterContainer.Protocol;
using InterContainer.Runner.Results;
using InterContainer.Tests.Bench;
using InterContainer.Transports;

namespace InterContainer.Tests.EndToEnd.Fuzzing;

/// <summary>
/// Files as a person may have them: runs that are whole, old, cut, or say what cannot be; assemblies that are none; settings of engines that are broken.
/// </summary>
internal static class OddFolder
{
    private static readonly Lazy<byte[]> Whole = new(() => Serialized(first: true));
    private static readonly Lazy<byte[]> Second = new(() => Serialized(first: false));
    private static readonly Lazy<byte[]> Old = new(SchemaOne);

    private static readonly string[] Certificates = ["ca.pem", "cert.pem", "key.pem"];

    private static readonly string[] Others =
        ["null", "[]", "{}", "\"\"", " \n", "{\"schema\":99}", "{\"schema\":2}", "{\"schema\":\"two\"}", "{\"schema\":1e999}", "<html>", "{\"run\":{}}"];

    private static readonly JsonSerializerOptions Deep = new() { MaxDepth = 2000 };

    /// <summary>Folders, by the name that command lines give.</summary>
    public static IReadOnlyList<string> Runs { get; } =
    [
        "run", "run", "other", "other", "old", "mutated", "mutated", "mutated", "mutated-old", "garbled", "garbled", "journal", "garbled-journal", "empty",
        "nothing", "nosuch", "run/results.json", "/dev/null", ".",
    ];

    /// <summary>Folders for DOCKER_CONFIG.</summary>
    public static IReadOnlyList<string> EngineSettings { get; } = ["docker/odd", "docker/odd", "docker/odd", "docker/empty", "docker/nosuch", "docker/file"];

    public static void Write(DirectoryInfo folder, Random random, string secret)
    {
        Run(folder, "run", Whole.Value);
        Run(folder, "other", Second.Value);
        Run(folder, "old", Old.Value);
        Run(folder, "mutated", Mutated(Whole.Value, random));
        Run(folder, "mutated-old", Mutated(Old.Value, random));
        Run(folder, "garbled", Garbled(Whole.Value, random));
        Run(folder, "empty", []);
        folder.CreateSubdirectory("nothing");
        WriteJournal(folder.CreateSubdirectory("journal"));
        var journal = Path.Combine(folder.CreateSubdirectory("garbled-journal").FullName, Journal.Name);
        File.WriteAllBytes(journal, Garbled(File.ReadAllBytes(Path.Combine(folder.FullName, "journal", Journal.Name)), random));
        WritePlugins(folder.CreateSubdirectory("plugins"));
        WriteEngineSettings(folder.CreateSubdirectory("docker"), random, secret);
        File.WriteAllText(Path.Combine(folder.FullName, "answers"), "--quick\n--transport\nmemory\n");
        string[] properties = ["", "hub.image.name.prefix=reg.example/", "docker.host=nonsense", "=", "\0\0", $"docker.host=tcp://u:{secret}@127.0.0.1:1"];
        File.WriteAllText(Path.Combine(folder.CreateSubdirectory("home").FullName, ".testcontainers.properties"), properties[random.Next(properties.Length)]);
    }

    private static void Run(DirectoryInfo folder, string name, byte[] results) =>
        File.WriteAllBytes(Path.Combine(folder.CreateSubdirectory(name).FullName, ResultsFile.Name), results);

    private static RunResults Example(bool first)
    {
        long Ns(int round) => (first ? 20_000 : 30_000) + (round * 100);
        CellResult Cell(string transport, Scenario scenario, double? offered = null) => Tests.Bench.Runs
            .Cell(transport, scenario, 64, 20_000, 40_000, 10_000, 0.5, offered)
            .OfRounds([.. Enumerable.Range(1, 3).Select(round => Tests.Bench.Runs.Round(round, Ns(round), Ns(round) * 2, 1e9 / Ns(round)))]);
        return Tests.Bench.Runs.Of(
            Cell("tcp", Scenario.RoundTrip),
            Cell("uds", Scenario.RoundTrip),
            Cell("tcp", Scenario.Stream),
            Cell("tcp", Scenario.Load, 1000),
            Cell("mqtt-qos0", Scenario.RoundTrip) with { Status = Status.Failed, Reason = "it broke", Rounds = [] });
    }

    private static byte[] Serialized(bool first) => JsonSerializer.SerializeToUtf8Bytes(Example(first), ProtocolJson.Options);

    // As version 0.1 wrote it, with fewer cells.
    private static byte[] SchemaOne()
    {
        var run = JsonNode.Parse(File.ReadAllBytes(Repository.Path("tests", "Fixtures", "schema-1", "reference", ResultsFile.Name)))!;
        var results = run["results"]!.AsArray();
        while (results.Count > 6)
            results.RemoveAt(results.Count - 1);
        return Encoding.UTF8.GetBytes(run.ToJsonString());
    }

    private static void WriteJournal(DirectoryInfo folder)
    {
        var example = Example(first: true);
        using var journal = Journal.Begin(folder.FullName, example.Run with { FinishedUtc = null }, plan: null, []);
        journal.Add([.. example.Results]);
    }

    /// <summary>JSON still, but up to three of its values are others.</summary>
    private static byte[] Mutated(byte[] json, Random random)
    {
        var root = JsonNode.Parse(json)!;
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            List<JsonNode> nodes = [.. Below(root)];
            if (nodes.Count == 0)
                break;
            Change(nodes[random.Next(nodes.Count)], random);
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString(Deep));
    }

    private static IEnumerable<JsonNode> Below(JsonNode node) => (node switch
    {
        JsonObject fields => fields.Select(field => field.Value),
        JsonArray items => items,
        _ => [],
    }).OfType<JsonNode>().SelectMany(child => Below(child).Prepend(child));

    private static void Change(JsonNode node, Random random)
    {
        string[] values =
        [
            "null", "-1", "0", "1", "1e308", "-1e308", "1e999", "0.1", "9223372036854775807", "9223372036854775808", "\"\"", "\"text\"", "\"\\u0000\"", "[]",
            "{}", "[[]]", "true", new string('[', 80) + new string(']', 80),
        ];
        if (random.Next(4) == 0 && node.Parent is JsonObject holder)
            holder.Remove(node.GetPropertyName());
        else if (random.Next(6) == 0 && node.Parent is JsonArray list)
            list.Add(node.DeepClone());
        else
            node.ReplaceWith(JsonNode.Parse(values[random.Next(values.Length)], documentOptions: new() { MaxDepth = Deep.MaxDepth }));
    }

    /// <summary>A file that was cut, overwritten in places, or is another.</summary>
    private static byte[] Garbled(byte[] bytes, Random random)
    {
        byte[] changed = [.. bytes];
        switch (random.Next(6))
        {
            case 0:
                return changed[..random.Next(changed.Length)];
            case 1:
                random.NextBytes(changed.AsSpan(random.Next(changed.Length - 8), 8));
                return changed;
            case 2:
                return [.. new byte[] { 0xFF, 0xFE }, .. Encoding.Unicode.GetBytes(Encoding.UTF8.GetString(bytes))];
            case 3:
                return Encoding.UTF8.GetBytes(Others[random.Next(Others.Length)]);
            case 4:
                random.NextBytes(changed);
                return changed;
            default:
                return [.. bytes, .. bytes];
        }
    }

    private static void WritePlugins(DirectoryInfo folder)
    {
        File.WriteAllText(Path.Combine(folder.FullName, "text.dll"), "no assembly");
        File.WriteAllBytes(Path.Combine(folder.FullName, "empty.dll"), []);
        File.WriteAllBytes(Path.Combine(folder.FullName, "half.dll"), File.ReadAllBytes(typeof(ITransport).Assembly.Location)[..4096]);
        // An assembly, with no transport in it.
        File.Copy(typeof(HdrHistogram.LongHistogram).Assembly.Location, Path.Combine(folder.FullName, "other.dll"));
        File.WriteAllBytes(Path.Combine(folder.FullName, "native.dll"), [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, .. new byte[512]]);
    }

    private static void WriteEngineSettings(DirectoryInfo folder, Random random, string secret)
    {
        var login = Convert.ToBase64String(Encoding.UTF8.GetBytes($"u:{secret}"));
        string[] settings =
        [
            "", "{", "null", "[]", "\0", "{\"currentContext\":\"nosuch\"}", "{\"currentContext\":\"\"}", "{\"currentContext\":7}",
            "{\"currentContext\":\"odd\"}", "{\"auths\":7}", "{\"auths\":{\"reg.example\":{\"auth\":\"%%%\"}}}",
            $"{{\"auths\":{{\"reg.example\":{{\"auth\":\"{login}\"}}}}}}",
            $"{{\"auths\":{{\"reg.example\":{{\"username\":\"u\",\"password\":\"{secret}\"}}}}, \"currentContext\":\"nosuch\"}}",
            "{\"credsStore\":\"nosuch\"}", "{\"credsStore\":\"../x\"}", "{\"credHelpers\":[]}", "{\"proxies\":7}",
        ];
        string[] contexts =
        [
            "", "{", "null", "{\"Name\":\"odd\"}", "{\"Name\":\"odd\",\"Endpoints\":{\"docker\":{\"Host\":\"nonsense\"}}}",
            $"{{\"Name\":\"odd\",\"Endpoints\":{{\"docker\":{{\"Host\":\"tcp://u:{secret}@127.0.0.1:1\"}}}}}}", "{\"Name\":\"odd\",\"Endpoints\":7}",
            "{\"Name\":\"odd\",\"Endpoints\":{\"docker\":{\"Host\":\"ssh://u@127.0.0.1:1\"}}}",
        ];
        var odd = folder.CreateSubdirectory("odd");
        File.WriteAllText(Path.Combine(odd.FullName, "config.json"), settings[random.Next(settings.Length)]);
        var context = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("odd"u8));
        var meta = odd.CreateSubdirectory(Path.Combine("contexts", "meta", context)).FullName;
        File.WriteAllText(Path.Combine(meta, "meta.json"), contexts[random.Next(contexts.Length)]);
        folder.CreateSubdirectory("empty");
        File.WriteAllText(Path.Combine(folder.FullName, "file"), "{}");
        foreach (var name in Certificates)
            File.WriteAllText(Path.Combine(odd.FullName, name), random.Next(2) == 0 ? "" : "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    }
}
