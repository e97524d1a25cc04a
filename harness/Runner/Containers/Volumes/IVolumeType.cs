using InterContainer.Transports;

namespace InterContainer.Runner.Containers;

/// <summary>
/// A value of <c>--volume</c>: where the folders lie that the containers of a pair share. Stateless. A class with a parameterless constructor that implements
/// this is found by <see cref="VolumeCatalogue"/>.
/// </summary>
internal interface IVolumeType
{
    /// <summary>Lower-case words joined by hyphens; unique in the catalogue; the name people type.</summary>
    string Name { get; }

    /// <summary>One line: what it is.</summary>
    string Summary { get; }

    /// <summary>Why it changes nothing for a transport that shares a folder, or cannot hold that folder; null: it does change it.</summary>
    /// <param name="needs">Of the transport; a folder is among them.</param>
    string? WithoutEffect(Needs needs) => null;

    /// <summary>Why an engine has no such volumes, with the remedy, in one line; null: it has.</summary>
    /// <param name="isHere">Whether its containers run on the kernel of this machine.</param>
    /// <param name="users">Of its containers.</param>
    string? UnsupportedReason(bool isHere, EngineUsers users) => null;

    /// <summary>Makes the folders of a pair. Cannot be cancelled: the engine goes on with what was asked of it, also when its owner is gone.</summary>
    Task<PairFolders> CreateAsync(FolderRequest request);
}

/// <summary>A pair whose folders are to be made.</summary>
/// <param name="Engine">Where.</param>
/// <param name="Run">The run's id, for labels.</param>
/// <param name="Pair">Its number in the run.</param>
/// <param name="AgentImage">What its containers run.</param>
/// <param name="Needs">Of the transport.</param>
internal sealed record FolderRequest(Engine Engine, string Run, int Pair, string AgentImage, Needs Needs);
