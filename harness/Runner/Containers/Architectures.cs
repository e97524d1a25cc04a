using System.Runtime.InteropServices;

namespace InterContainer.Runner.Containers;

/// <summary>Processor architectures by the names that images have for them: <c>amd64</c>, <c>arm64</c>.</summary>
internal static class Architectures
{
    /// <summary>Of this machine.</summary>
    public static string Here => Of(RuntimeInformation.OSArchitecture.ToString());

    /// <param name="said">As a kernel, an engine or .NET calls it: <c>x86_64</c>, <c>aarch64</c>, <c>X64</c>. One that is not known stays as it is.</param>
    public static string Of(string said) => said.ToLowerInvariant() switch
    {
        "x86_64" or "x64" => "amd64",
        "aarch64" => "arm64",
        var other => other,
    };

    /// <summary>Why an image may not run: on a machine of another architecture an engine would emulate it without a word, and that would be measured.</summary>
    /// <param name="image">Its name.</param>
    /// <param name="its">What it is of; null or empty: it does not say.</param>
    /// <param name="engines">That of the engine's machine.</param>
    /// <returns>Null: it may run.</returns>
    public static string? UnsupportedReason(string image, string? its, string engines) => string.IsNullOrEmpty(its) || Of(its) == engines
        ? null
        : $"{image} is of {its}, and the engine's machine is {engines}, which would emulate it: "
            + $"have it for that machine, with docker pull --platform linux/{engines} {image}";
}
