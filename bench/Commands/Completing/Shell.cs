namespace InterContainer.Bench.Commands.Completing;

/// <summary>A shell that can ask the program how to complete a line.</summary>
/// <param name="Name">As people write it.</param>
/// <param name="Use">What is typed to have completion in a session.</param>
internal sealed record Shell(string Name, string Use)
{
    public static IReadOnlyList<Shell> All { get; } =
    [
        new("bash", "in ~/.bashrc: eval \"$(intercontainer-bench completion bash)\""),
        new("zsh", "in ~/.zshrc, after compinit: eval \"$(intercontainer-bench completion zsh)\""),
        new("fish", "in config.fish: intercontainer-bench completion fish | source"),
        new("pwsh", "in $PROFILE: intercontainer-bench completion pwsh | Out-String | Invoke-Expression"),
    ];

    /// <summary>What the shell has to read.</summary>
    public string Script
    {
        get
        {
            using var script = typeof(Shell).Assembly.GetManifestResourceStream($"Completion.{Name}")!;
            return new StreamReader(script).ReadToEnd();
        }
    }
}
