using System.Text.Json.Serialization;

namespace InterContainer.Protocol;

/// <summary>
/// One line of an agent's standard output, as JSON. The last is a <see cref="ResultLine"/>, a <see cref="CaptureLine"/> where one was asked for, or a
/// <see cref="FailureLine"/>.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(StandingByLine), "standing-by")]
[JsonDerivedType(typeof(ReadyLine), "ready")]
[JsonDerivedType(typeof(WindowLine), "window")]
[JsonDerivedType(typeof(ResultLine), "result")]
[JsonDerivedType(typeof(CaptureLine), "capture")]
[JsonDerivedType(typeof(FindingsLine), "findings")]
[JsonDerivedType(typeof(DeliveryLine), "delivery")]
[JsonDerivedType(typeof(FailureLine), "failure")]
public abstract record AgentLine;

/// <summary>The agent has started, and connects or serves when it is told to go on.</summary>
public sealed record StandingByLine : AgentLine;

/// <summary>The responder serves, or the initiator is connected.</summary>
public sealed record ReadyLine : AgentLine;

/// <summary>
/// An edge of what is measured, twice, and twice more where that is played again because it was not warm: the first window has ended at the initiator (of a
/// stream, what was sent in it; of a load, the last before measuring), and then the last one. The others come with the result: what carries a line to the
/// runner takes the cores that are being measured.
/// </summary>
public sealed record WindowLine(Window Window) : AgentLine;

/// <summary>What this agent saw in the role it played; an agent that plays both ends prints one a role.</summary>
public sealed record ResultLine(Role Role, Measurement Measurement) : AgentLine;

/// <summary>What an exchange looked like, after the result.</summary>
public sealed record CaptureLine(Capture Capture) : AgentLine;

/// <summary>What a conformance test found.</summary>
/// <param name="Findings">One a check.</param>
/// <param name="Sent">Messages with a header that were accepted, all of which the responder should have verified.</param>
/// <param name="Cancelled">Messages with a header whose exchange was cancelled: each may have arrived or not.</param>
public sealed record FindingsLine(IReadOnlyList<Finding> Findings, long Sent, long Cancelled) : AgentLine;

/// <summary>What a delivery test could send.</summary>
/// <param name="Accepted">How many sends completed.</param>
/// <param name="LongestSendMs">The longest a send took, or waited when time was up.</param>
/// <param name="Failure">Why sending ended early; null: it did not.</param>
public sealed record DeliveryLine(long Accepted, long LongestSendMs, string? Failure) : AgentLine;

/// <summary>The agent could not do its part.</summary>
/// <param name="Cause">One line for a person.</param>
public sealed record FailureLine(string Cause) : AgentLine
{
    /// <summary>In the cause where the name of another container had no address.</summary>
    public const string NoNames = "the name was not resolved";
}
