using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace InterContainer.Tests;

/// <summary>Answers HTTP requests in the place of another server.</summary>
internal sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FakeServer(WebApplication application) => _application = application;

    /// <summary>Where it listens: <c>http://127.0.0.1:PORT</c>.</summary>
    public string Address => _application.Urls.First();

    /// <summary>On a free port of this machine.</summary>
    public static Task<FakeServer> StartAsync(RequestDelegate answer) =>
        StartAsync(builder => builder.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0)), answer);

    /// <summary>On a Unix socket.</summary>
    public static Task<FakeServer> StartAsync(string socket, RequestDelegate answer) =>
        StartAsync(builder => builder.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket)), answer);

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private static async Task<FakeServer> StartAsync(Action<IWebHostBuilder> listen, RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        listen(builder.WebHost);
        // An engine takes what it is given: an agent's image has more than Kestrel's 30 MB.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        var application = builder.Build();
        application.Run(answer);
        await application.StartAsync(TestContext.Current.CancellationToken);
        return new FakeServer(application);
    }
}
