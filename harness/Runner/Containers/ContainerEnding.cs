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

    /// <summary>What the engine keeps containers from: <c>name=seccomp,profile=builtin</c> and its like.</summary>
    public IReadOnlyList<string> SecurityOptions { get; init; } = [];

    /// <summary>Whether a security profile may have been the cause, so that <see cref="SecurityOptions"/> are worth asking for.</summary>
    public bool MayBeRefused => Code == BadSystemCall || Errors.Contains("Operation not permitted", StringComparison.OrdinalIgnoreCase);

    public override string ToString()
    {
        string?[] parts = [$"exit code {Code}", Memory, Errors.Length == 0 ? null : Errors, MayBeRefused ? Refusal : null];
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

    private string Limit => MemoryLimit == 0 ? "" : FormattableString.Invariant($" of {MemoryLimit / (1024.0 * 1024):0.#} MiB");

    private string Refusal => SecurityOptions.Count == 0
        ? "a system call was refused"
        : $"a system call was refused, perhaps by a security option of the engine ({string.Join("; ", SecurityOptions)}): see docker info";
}
