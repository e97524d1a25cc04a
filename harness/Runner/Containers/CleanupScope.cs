namespace InterContainer.Runner.Containers;

/// <summary>Of what runs made on an engine, what counts as left behind. Nothing of a run whose process lives on this machine does.</summary>
public enum CleanupScope
{
    /// <summary>Of processes that are gone from this machine, and of images all but the latest.</summary>
    Abandoned,

    /// <summary>Also what machines of other names made, of which this one cannot tell whether they go on, and every image, with plug-ins or without.</summary>
    All,
}
