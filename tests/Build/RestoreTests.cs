using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace InterContainer.Tests.Build;

/// <summary>A clone is restored with the package sources that people have, under the properties that every project of this repository has.</summary>
public sealed class RestoreTests : IDisposable
{
    // Brings nothing with it, and is in the cache of a machine that built these tests.
    private const string Package = "HdrHistogram";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("restore-test-");

    [Fact]
    public async Task Two_sources_of_which_one_does_not_answer_and_one_warns_of_a_package_stop_no_release_build()
    {
        await using var feed = await FakeServer.StartAsync(AdvisedAsync);
        foreach (var properties in new[] { "Directory.Build.props", "Directory.Packages.props" })
            File.Copy(Repository.Path(properties), Path.Combine(_folder.FullName, properties));
        Write("one.csproj", $"""<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><PackageReference Include="{Package}" /></ItemGroup></Project>""");
        Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="first" value="{feed.Address}/index.json" protocolVersion="3" allowInsecureConnections="true" />
                <add key="second" value="http://127.0.0.1:1/index.json" protocolVersion="3" allowInsecureConnections="true" />
              </packageSources>
            </configuration>
            """);

        var (code, output) = await RestoreAsync();

        Assert.True(code == 0, output);
        Assert.DoesNotContain("error", output, StringComparison.Ordinal);
        // What was found is said all the same: the feed's advice, and that the other one cannot be asked.
        Assert.Contains("warning NU1904", output, StringComparison.Ordinal);
        Assert.Contains("warning NU1900", output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    private async Task<(int Code, string Output)> RestoreAsync()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["restore", "-property:Configuration=Release", "-nodeReuse:false"])
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            Environment = { ["NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT"] = "1" },
        })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output);
    }

    // A feed that has no package, and knows of a critical fault in every version of one.
    private static Task AdvisedAsync(HttpContext context)
    {
        var here = $"{context.Request.Scheme}://{context.Request.Host}";
        return context.Response.WriteAsync(context.Request.Path.Value switch
        {
            "/index.json" => $$"""
                {"version": "3.0.0", "resources": [
                  {"@id": "{{here}}/advice.json", "@type": "VulnerabilityInfo/6.7.0"},
                  {"@id": "{{here}}/flat/", "@type": "PackageBaseAddress/3.0.0"}]}
                """,
            "/advice.json" => $$"""[{"@name": "all", "@id": "{{here}}/all.json", "@updated": "2026-01-01T00:00:00Z"}]""",
            "/all.json" => $$"""{"{{Package.ToLowerInvariant()}}": [{"url": "{{here}}/advice/1", "severity": 3, "versions": "[0,)"}]}""",
            _ => NotFound(context.Response),
        });

        static string NotFound(HttpResponse response)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            return "";
        }
    }
}
