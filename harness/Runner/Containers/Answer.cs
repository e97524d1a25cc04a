namespace InterContainer.Runner.Containers;

/// <summary>Takes a report where it comes, not on a thread of its own later.</summary>
internal sealed class Answer<T>(Action<T> take) : IProgress<T>
{
    public void Report(T value) => take(value);
}
