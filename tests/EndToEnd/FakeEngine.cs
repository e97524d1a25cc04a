using System.Buffers.Text;
using System.Formats.Tar;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using InterContainer.Runner.Containers;
using Microsoft.AspNetCore.Http;

namespace InterContainer.Tests.EndToEnd;

/// <summary>
/// A container engine on a Unix socket that has some images, answers a pull as it is told, keeps what it should build, and can do nothing else.
/// </summary>
internal sealed partial class FakeEngine : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fake-engine-");
    private readonly Func<string, bool> _has;
    private readonly Func<string, (int Status, string Body)> _pull;
    private readonly string _architecture;
    private FakeServer? _server;

    private FakeEngine(Func<string, bool> has, Func<string, (int Status, string Body)> pull, string architecture)
    {
        _has = has;
        _pull = pull;
        _architecture = architecture;
    }

    /// <summary>The files of the last build context, by their places in it.</summary>
    public Dictionary<string, byte[]> Context { get; } = [];

    /// <summary>The arguments of the last build.</summary>
    public JsonNode? BuildArguments { get; private set; }

    /// <summary>The image and the credentials of each pull.</summary>
    public List<(string Image, JsonNode? Credentials)> Pulls { get; } = [];

    public string Host => $"unix://{Socket}";

    private string Socket => Path.Combine(_folder.FullName, "engine.sock");

    /// <param name="has">Whether it has an image.</param>
    /// <param name="pull">What it answers when it is told to pull an image.</param>
    /// <param name="architecture">Of its machine, as an engine says it; empty: it says none.</param>
    public static async Task<FakeEngine> StartAsync(Func<string, bool> has, Func<string, (int Status, string Body)> pull, string architecture = "")
    {
        var engine = new FakeEngine(has, pull, architecture);
        engine._server = await FakeServer.StartAsync(engine.Socket, engine.AnswerAsync);
        return engine;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = Version().Replace(context.Request.Path.Value!, "");
        if (path == "/build")
            await KeepAsync(context.Request);
        var (status, body) = Answer(context.Request, path);
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(body);
    }

    private async Task KeepAsync(HttpRequest request)
    {
        BuildArguments = JsonNode.Parse(request.Query["buildargs"].ToString());
        Context.Clear();
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        body.Position = 0;
        await using var archive = new TarReader(body);
        while (await archive.GetNextEntryAsync(copyData: true) is { } entry)
        {
            using var content = new MemoryStream();
            if (entry.DataStream is { } data)
                await data.CopyToAsync(content);
            Context[entry.Name] = content.ToArray();
        }
    }

    private (int Status, string Body) Answer(HttpRequest request, string path)
    {
        switch (path)
        {
            case "/version":
                return (200, """{"Version": "0", "ApiVersion": "1.44", "MinAPIVersion": "1.24", "Components": [{"Name": "Fake"}]}""");
            case "/info":
                return (200, $$"""{"Driver": "none", "CgroupVersion": "2", "NCPU": 2, "Architecture": "{{_architecture}}"}""");
            case "/build":
                return (200, """{"errorDetail": {"message": "it is made up"}}""");
            case "/images/create":
                var image = request.Query["fromImage"].ToString();
                lock (Pulls)
                    Pulls.Add((image, JsonNode.Parse(Base64Url.DecodeFromChars(request.Headers["X-Registry-Auth"].ToString()))));
                return _pull(image);
            case var _ when Image().Match(path) is { Success: true } match:
                var (digest, architecture) = (new string('0', 64), Architectures.Of(_architecture));
                return _has(match.Groups[1].Value)
                    ? (200, $$"""{"Id": "sha256:{{digest}}", "RepoDigests": [], "RepoTags": [], "Architecture": "{{architecture}}"}""")
                    : (404, """{"message": "No such image"}""");
            case "/volumes":
                return (200, """{"Volumes": []}""");
            default:
                return (200, "[]");
        }
    }

    [GeneratedRegex(@"^/v[0-9.]+")]
    private static partial Regex Version();

    [GeneratedRegex("^/images/(.+)/json$")]
    private static partial Regex Image();
}
