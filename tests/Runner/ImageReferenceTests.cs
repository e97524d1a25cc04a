using InterContainer.Runner.Containers;
using InterContainer.Transports;

namespace InterContainer.Tests.Runner;

/// <summary>Names of images, as an engine takes them.</summary>
public class ImageReferenceTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("postgres", null, "postgres:latest")]
    [InlineData("postgres:17", null, "postgres:17")]
    [InlineData("team/postgres:17", null, "team/postgres:17")]
    [InlineData("localhost/postgres", "localhost", "localhost/postgres:latest")]
    [InlineData("localhost:5000/postgres:17", "localhost:5000", "localhost:5000/postgres:17")]
    [InlineData("reg.example/a/b__c/d-e.f:1_2.3-x", "reg.example", "reg.example/a/b__c/d-e.f:1_2.3-x")]
    [InlineData($"reg.example/a@{Digest}", "reg.example", $"reg.example/a@{Digest}")]
    [InlineData($"reg.example/a:1@{Digest}", "reg.example", $"reg.example/a:1@{Digest}")]
    public void A_reference_is_read_and_has_a_version(string text, string? registry, string whole)
    {
        var image = ImageReference.Parse(text)!;

        Assert.Equal((registry, whole), (image.Registry, image.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Postgres")]
    [InlineData("postgres:")]
    [InlineData(":17")]
    [InlineData("a//b")]
    [InlineData("a b")]
    [InlineData("postgres:17\n")]
    [InlineData("postgres@sha256:12")]
    [InlineData("http://reg.example/a")]
    [InlineData("u:secret@reg.example/a")]
    public void What_is_no_reference_is_none(string text) => Assert.Null(ImageReference.Parse(text));

    [Theory]
    [InlineData("postgres:17", "reg.example/", "reg.example/postgres:17")]
    [InlineData("postgres:17", "reg.example", "reg.example/postgres:17")]
    [InlineData("team/postgres:17", "reg.example:5000/hub/", "reg.example:5000/hub/team/postgres:17")]
    [InlineData("postgres:17", "", "postgres:17")]
    [InlineData("postgres:17", null, "postgres:17")]
    [InlineData("other.example/postgres:17", "reg.example/", "other.example/postgres:17")]
    public void A_mirror_stands_in_front_of_images_of_Docker_Hub_alone(string image, string? prefix, string behind) =>
        Assert.Equal(behind, ImageReference.Parse(image)!.Behind(prefix).ToString());

    [Fact]
    public void The_images_of_the_suite_are_references() =>
        Assert.All([ContainerImages.Base, ContainerImages.Calibration, .. Catalogue.BuiltIn.Services.Select(ContainerImages.Of)], image =>
            Assert.Equal(
                (image.Official, image.Offline),
                (ImageReference.Parse(image.Official)?.ToString(), ImageReference.Parse(image.Offline ?? "")?.ToString())));
}
