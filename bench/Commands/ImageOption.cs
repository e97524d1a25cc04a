using System.CommandLine;
using InterContainer.Bench.Commands.Completing;
using InterContainer.Runner.Containers;
using InterContainer.Transports;

namespace InterContainer.Bench.Commands;

/// <summary>The option of every command that runs containers: images of a person's own.</summary>
internal static class ImageOption
{
    private const string Flag = "--image";

    public static Option<string[]> Create() => new(Flag)
    {
        Description = $"An image of your own in the place of one of {Accepted(Catalogue.BuiltIn)}; may be given more than once. "
            + "It is pulled where the engine does not have it.",
        HelpName = "NAME=REFERENCE",
        Arity = ArgumentArity.OneOrMore,
        CompletionSources = { CompletionSource.One(ContainerImages.Names(Catalogue.BuiltIn).Select(name => $"{name}=")) },
    };

    /// <summary>Name of what it stands for → image.</summary>
    /// <exception cref="UsageException">One is not accepted.</exception>
    public static IReadOnlyDictionary<string, ImageReference> Read(IEnumerable<string>? values, Catalogue catalogue)
    {
        var images = new Dictionary<string, ImageReference>();
        foreach (var value in values ?? [])
        {
            if (value.Split('=', 2) is not [var name, var text] || !ContainerImages.Names(catalogue).Contains(name))
                throw new UsageException($"{Flag} {Shown(value)}: accepted is NAME=REFERENCE, and NAME is one of {Accepted(catalogue)}.");
            var image = ImageReference.Parse(text)
                ?? throw new UsageException($"{Flag} {Shown(value)}: after {name}= accepted is a reference such as reg.example/team/{name}:1.2.");
            if (!images.TryAdd(name, image))
                throw new UsageException($"{Flag} {value}: there is one {name} already; accepted is one image a name.");
        }

        return images;
    }

    private static string Accepted(Catalogue catalogue) => string.Join(", ", ContainerImages.Names(catalogue));

    // A reference has no credentials; what stands like some is not repeated.
    private static string Shown(string value) => value.LastIndexOf('@') is >= 0 and var at ? $"***{value[at..]}" : value;
}
