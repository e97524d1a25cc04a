namespace InterContainer.Bench.Help;

/// <summary>A command line that can be typed as it stands.</summary>
/// <param name="Line">What follows the name of the program.</param>
/// <param name="Says">What it is for, in one line.</param>
internal sealed record Example(string Line, string Says);
