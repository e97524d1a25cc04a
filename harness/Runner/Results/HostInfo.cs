namespace InterContainer.Runner.Results;

/// <summary>The fingerprint of the machine.</summary>
public sealed record HostInfo
{
    public required string Os { get; init; }

    public required string Kernel { get; init; }

    public required string Cpu { get; init; }

    public required int Cores { get; init; }

    public required long MemoryBytes { get; init; }

    public required string Runtime { get; init; }

    /// <summary>Null where no container engine took part.</summary>
    public string? Engine { get; init; }

    public string? EngineVersion { get; init; }

    public string? StorageDriver { get; init; }

    public string? CgroupVersion { get; init; }

    /// <summary>The runtime that containers get where a cell's conditions name no other; null where the engine does not say.</summary>
    public string? ContainerRuntime { get; init; }

    /// <summary>Null where the system does not say, and in files of before it was asked.</summary>
    public ProcessorInfo? Processor { get; init; }

    /// <summary>
    /// Whether the containers ran on another kernel than the command. All else here is of the containers' machine then, and what an engine does
    /// not say of it is absent: the processor's model and traits, and what disturbed the cells.
    /// </summary>
    public bool IsElsewhere { get; init; }
}

/// <summary>What of the processors decides latency.</summary>
public sealed record ProcessorInfo
{
    /// <summary>Whether threads share cores (simultaneous multithreading); null where the kernel does not say.</summary>
    public bool? Smt { get; init; }

    /// <summary>Of the first processor: L1d, L1i, L2, L3 → size as the kernel writes it.</summary>
    public IReadOnlyDictionary<string, string> Caches { get; init; } = new Dictionary<string, string>();

    /// <summary>Clock speed of the first processor when the run began; null where it is not told.</summary>
    public double? Mhz { get; init; }

    /// <summary>Of the clock speed: performance, schedutil and others; null where it cannot be set, as in most virtual machines.</summary>
    public string? Governor { get; init; }

    /// <summary>Null on bare metal, and where nothing tells.</summary>
    public string? Hypervisor { get; init; }

    /// <summary>Vulnerability of this processor → what the kernel does against it.</summary>
    public IReadOnlyDictionary<string, string> Mitigations { get; init; } = new Dictionary<string, string>();
}
