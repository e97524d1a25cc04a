using InterContainer.Runner.Planning;

namespace InterContainer.Runner.Containers;

/// <summary>How a container's process ended, in words that a person can act on. Pure.</summary>
/// <param name="Code">Its exit code; 128 and the number of the signal where one ended it.</param>
/// <param name="Errors">What it printed on standard error; empty: nothing.</param>
internal sealed record ContainerEnding(long Code, string Errors)
{
    private const int Aborted = 128 + 6;
    private const int SegmentationFault = 128 + 11;
    private const int BadSystemCall = 128 + 31;

    /// <summary>The engine saw the kernel kill it for its memory.</summary>
    public bool OutOfMemory { get; init; }

    /// <summary>Bytes; 0: none.</summary>
    public long MemoryLimit { get; init; }

    /// <summary>What may have refused a system call, in words; null: nothing was asked, or nothing is in force.</summary>
    public string? Refusal { get; init; }

    /// <summary>Whether a system call that is not allowed ended it.</summary>
    public bool IsBadSystemCall => Code == BadSystemCall;

    public override string ToString()
    {
        string?[] parts = [$"exit code {Code}", Memory, Errors.Length == 0 ? null : Errors, Refusal ?? (IsBadSystemCall ? "a system call was refused" : null)];
        return string.Join(", ", parts.OfType<string>());
    }

    private string? Memory => this switch
    {
        { OutOfMemory: true } => $"killed at its memory limit{Limit}: give it more --memory",
        // The runtime keeps its heap within three quarters of a limit, and where it gets no more it seldom has room to say so.
        { MemoryLimit: > 0, Code: SegmentationFault } or { MemoryLimit: > 0, Code: Aborted, Errors: "" } =>
            $"crashed, most likely at its memory limit{Limit}: give it more --memory",
        _ => null,
    };

    private string Limit => MemoryLimit == 0 ? "" : $" of {Conditions.Mebibytes(MemoryLimit)}";
}
