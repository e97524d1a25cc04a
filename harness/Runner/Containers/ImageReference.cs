using System.Text.RegularExpressions;

namespace InterContainer.Runner.Containers;

/// <summary>The name of an image, by the grammar of the OCI distribution: <c>[HOST[:PORT]/]NAME[:TAG][@DIGEST]</c>. Pure.</summary>
public sealed partial record ImageReference
{
    private readonly string _image;

    private ImageReference(string? registry, string image)
    {
        Registry = registry;
        _image = image;
    }

    /// <summary>The registry's host, with its port where it has one; null: none is named, which means Docker Hub.</summary>
    public string? Registry { get; }

    /// <summary>Null where a text is no reference. One without tag and digest gets the tag <c>latest</c>: of such a name an engine pulls every tag.</summary>
    public static ImageReference? Parse(string text)
    {
        var match = Grammar().Match(text);
        if (!match.Success)
            return null;
        var version = match.Groups["version"].Value;
        return new ImageReference(
            match.Groups["registry"] is { Success: true } registry ? registry.Value : null,
            $"{match.Groups["name"].Value}{(version.Length == 0 ? ":latest" : version)}");
    }

    /// <summary>The same image in a mirror of Docker Hub: <c>mirror.example/</c> or <c>mirror.example/hub/</c>. One of another registry stays.</summary>
    public ImageReference Behind(string? hubPrefix) =>
        Registry is null && hubPrefix?.Trim('/') is { Length: > 0 } prefix ? Parse($"{prefix}/{_image}") ?? this : this;

    public override string ToString() => Registry is null ? _image : $"{Registry}/{_image}";

    // The first part is a host where it could be no name on Docker Hub.
    [GeneratedRegex(
        @"\A(?:(?<registry>(?=localhost[:/]|[^/]*[.:])(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:]+\])(?::[0-9]+)?)/)?" +
        @"(?<name>[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*)*)" +
        @"(?<version>(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9+._-]*:[0-9A-Fa-f]{32,})?)\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
