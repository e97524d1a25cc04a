using InterContainer.Runner.Results;

namespace InterContainer.Runner.Execution;

/// <summary>Why a cell is skipped, as trying showed.</summary>
/// <param name="Reason">One line, with the remedy.</param>
/// <param name="Flag">A code for it, with the evidence; null: the reason says all.</param>
public sealed record Unsupported(string Reason, Flag? Flag = null);
