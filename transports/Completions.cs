namespace InterContainer.Transports;

/// <summary>
/// Which thread goes on when a socket has something, as an end saw that had to wait: the setting <c>completions</c>, <c>inline</c> the one that saw the event,
/// <c>pool</c> another.
/// </summary>
internal sealed class Completions
{
    private string? _seen;

    /// <summary>
    /// Right after an await that had to wait. What completes just before it is awaited goes on where it was, so one that went on inline says more than one that
    /// did not.
    /// </summary>
    public void See()
    {
        if (_seen != RuntimeMode.Inline)
            _seen = RuntimeMode.IsEventThread ? RuntimeMode.Inline : "pool";
    }

    /// <summary>The settings of an end, with this one where something was seen.</summary>
    public IReadOnlyDictionary<string, string> AddTo(IReadOnlyDictionary<string, string> settings) =>
        _seen is null ? settings : new Dictionary<string, string>(settings) { ["completions"] = _seen };
}
