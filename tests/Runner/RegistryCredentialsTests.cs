using System.Text;
using Docker.DotNet.Models;
using InterContainer.Runner.Containers;

namespace InterContainer.Tests.Runner;

/// <summary>What <c>docker login</c> keeps is found for the registry of an image, and for no other.</summary>
public class RegistryCredentialsTests
{
    private const string Hub = "https://index.docker.io/v1/";

    private readonly List<string> _said = [];

    [Theory]
    [InlineData("reg.example", "reg.example/postgres:17")]
    [InlineData("https://reg.example/v1/", "reg.example/postgres:17")]
    [InlineData("reg.example:5000", "reg.example:5000/postgres:17")]
    [InlineData(Hub, "postgres:17")]
    [InlineData(Hub, "docker.io/library/postgres:17")]
    public async Task They_are_found_by_the_host(string key, string image)
    {
        var found = await FindAsync($$"""{"auths": {"other.example": {{Auth("o", "p")}}, "{{key}}": {{Auth("user", "pass:word-7d")}} } }""", image);

        Assert.Equal(("user", "pass:word-7d"), (found?.Username, found?.Password));
    }

    [Theory]
    [InlineData("""{"auths": {"reg.example:5000": {"auth": "dTpw"}}}""")]
    [InlineData("""{"auths": {"reg.example": {}}}""")]
    [InlineData("""{"auths": {"reg.example": {"auth": "not base64"}}}""")]
    [InlineData("""{"auths": []}""")]
    [InlineData("[]")]
    [InlineData(null)]
    public async Task Without_any_none_are_sent(string? configuration)
    {
        Assert.Null(await FindAsync(configuration, "reg.example/postgres:17"));
        Assert.Empty(_said);
    }

    [Fact]
    public async Task A_token_of_identity_is_sent_as_one() =>
        Assert.Equal("token-51c2", (await FindAsync("""{"auths": {"reg.example": {"identitytoken": "token-51c2"}}}""", "reg.example/pg"))?.IdentityToken);

    [Fact]
    public async Task A_file_that_is_no_JSON_is_named_and_the_second_place_is_looked_into()
    {
        var found = await FindAsync("{", "reg.example/postgres:17", $$"""{"auths": {"reg.example": {{Auth("user", "second-7d1e")}} } }""");

        Assert.Equal("second-7d1e", found?.Password);
        Assert.Contains("config.json", Assert.Single(_said), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_helper_that_is_not_installed_is_named()
    {
        Assert.Null(await FindAsync("""{"credsStore": "not-installed-here"}""", "postgres:17"));
        Assert.Contains("docker-credential-not-installed-here", Assert.Single(_said), StringComparison.Ordinal);
    }

    private static string Auth(string user, string password) => $$"""{"auth": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}}"}""";

    private Task<AuthConfig?> FindAsync(string? configuration, string image, string? more = null) =>
        new RegistryCredentials(configuration, more, _said.Add).ForAsync(ImageReference.Parse(image)!, TestContext.Current.CancellationToken);
}
