using InterContainer.Runner.Results;

namespace InterContainer.Bench.Commands;

/// <summary>Results → report.</summary>
internal static class Presentation
{
    public static void Show(RunResults run, string folder)
    {
        Console.WriteLine($"Results: {folder}");
    }
}
