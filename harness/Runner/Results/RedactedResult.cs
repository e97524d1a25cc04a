using InterContainer.Protocol;
using InterContainer.Transports;

namespace InterContainer.Runner.Results;

/// <summary>A result without secrets, in any of the texts that come from a transport, a service or an engine. Pure.</summary>
internal static class RedactedResult
{
    public static CellResult Of(CellResult result) => result with
    {
        Reason = Redact(result.Reason),
        Flags = Redact(result.Flags),
        Rounds = [.. result.Rounds.Select(round => round with { Flags = Redact(round.Flags) })],
        Settings = result.Settings.ToDictionary(
            setting => setting.Key,
            setting => Redaction.IsSecretName(setting.Key) ? Redaction.Mask : Redaction.Of(setting.Value)),
        Capture = result.Capture is not { } capture ? null : capture with
        {
            Reason = Redact(capture.Reason),
            Request = Redact(capture.Request),
            Reply = Redact(capture.Reply),
        },
    };

    private static Flag[] Redact(IReadOnlyList<Flag> flags) => [.. flags.Select(flag => flag with { Detail = Redact(flag.Detail) })];

    private static string? Redact(string? text) => text is null ? null : Redaction.Of(text);

    private static CapturedBytes? Redact(CapturedBytes? bytes) => bytes is null ? null : bytes with { Sample = Redaction.Of(bytes.Sample) };
}
