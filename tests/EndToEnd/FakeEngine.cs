using System.Buffers.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace InterContainer.Tests.EndToEnd;

/// <summary>A container engine on a Unix socket that has some images, answers a pull as it is told, and can do nothing else.</summary>
internal sealed partial class FakeEngine : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fake-engine-");
    private readonly Func<string, bool> _has;
    private readonly Func<string, (int Status, string Body)> _pull;
    private FakeServer? _server;

    private FakeEngine(Func<string, bool> has, Func<string, (int Status, string Body)> pull)
    {
        _has = has;
        _pull = pull;
    }

    /// <summary>The image and the credentials of each pull.</summary>
    public List<(string Image, JsonNode? Credentials)> Pulls { get; } = [];

    public string Host => $"unix://{Socket}";

    private string Socket => Path.Combine(_folder.FullName, "engine.sock");

    /// <param name="has">Whether it has an image.</param>
    /// <param name="pull">What it answers when it is told to pull an image.</param>
    public static async Task<FakeEngine> StartAsync(Func<string, bool> has, Func<string, (int Status, string Body)> pull)
    {
        var engine = new FakeEngine(has, pull);
        engine._server = await FakeServer.StartAsync(engine.Socket, engine.AnswerAsync);
        return engine;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private Task AnswerAsync(HttpContext context)
    {
        var (status, body) = Answer(context.Request, Version().Replace(context.Request.Path.Value!, ""));
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    }

    private (int Status, string Body) Answer(HttpRequest request, string path)
    {
        switch (path)
        {
            case "/version":
                return (200, """{"Version": "0", "ApiVersion": "1.44", "MinAPIVersion": "1.24", "Components": [{"Name": "Fake"}]}""");
            case "/info":
                return (200, """{"Driver": "none", "CgroupVersion": "2", "NCPU": 2}""");
            case "/images/create":
                var image = request.Query["fromImage"].ToString();
                lock (Pulls)
                    Pulls.Add((image, JsonNode.Parse(Base64Url.DecodeFromChars(request.Headers["X-Registry-Auth"].ToString()))));
                return _pull(image);
            case var _ when Image().Match(path) is { Success: true } match:
                return _has(match.Groups[1].Value)
                    ? (200, $$"""{"Id": "sha256:{{new string('0', 64)}}", "RepoDigests": [], "RepoTags": []}""")
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
