using System.Globalization;
using InterContainer.Runner.Results;

namespace InterContainer.Bench.Formatting;

/// <summary>The processors of a machine in words.</summary>
internal static class ProcessorText
{
    /// <summary>What of the processors is the same from run to run; null where it is not known.</summary>
    public static string? Of(ProcessorInfo? processor) => processor is null ? null : string.Join(", ", new[]
    {
        processor.Smt switch { true => "SMT on", false => "SMT off", null => null },
        processor.Caches.Count > 0 ? $"caches {string.Join(" ", processor.Caches.Select(cache => $"{cache.Key} {cache.Value}"))}" : null,
        processor.Governor is { } governor ? $"governor {governor}" : null,
        processor.Hypervisor is { } hypervisor ? $"hypervisor {hypervisor}" : "no hypervisor seen",
        processor.Mitigations.Count > 0 ? $"vulnerabilities: {string.Join("; ", processor.Mitigations.Select(one => $"{one.Key}: {one.Value}"))}" : null,
    }.OfType<string>());

    /// <summary>The clock speed when the run began; null where it is not known.</summary>
    public static string? Speed(ProcessorInfo? processor) =>
        processor?.Mhz is { } mhz ? string.Create(CultureInfo.InvariantCulture, $"{mhz:0} MHz when the run began") : null;
}
