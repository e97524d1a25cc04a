using System.Text;
using InterContainer.Protocol;

namespace InterContainer.Agent.Capturing;

/// <summary>What recorded bytes look like to a person. Pure.</summary>
internal static class CaptureReading
{
    /// <summary>The length of a sample, before signs that stand for others.</summary>
    public const int SampleBytes = 160;

    /// <summary>Stands in a sample for the header of the message.</summary>
    public const string Header = "[header]";

    /// <param name="recorded">Of one direction.</param>
    /// <param name="message">What was carried: a header, and then the text.</param>
    /// <returns>Null where nothing was seen.</returns>
    public static CapturedBytes? Of(Recorded recorded, ReadOnlySpan<byte> message)
    {
        if (recorded.Bytes == 0)
            return null;
        ReadOnlySpan<byte> bytes = recorded.First;
        var text = message[Cell.MinPayloadBytes..];
        var (messageAt, textAt) = (bytes.IndexOf(message), bytes.IndexOf(text));
        return new CapturedBytes
        {
            Bytes = recorded.Bytes,
            FramingBytes = Math.Max(0, recorded.Bytes - message.Length),
            HasText = textAt >= 0,
            PrintablePart = messageAt < 0 ? null : PrintablePart([.. bytes[..messageAt], .. bytes[(messageAt + message.Length)..]]),
            Sample = Sample(bytes, messageAt, messageAt >= 0 ? messageAt + message.Length : textAt >= 0 ? textAt + text.Length : 0),
        };
    }

    private static double? PrintablePart(byte[] framing) => framing.Length == 0 ? null : (double)framing.Count(IsPrintable) / framing.Length;

    private static bool IsPrintable(byte sign) => sign is >= 0x20 and <= 0x7E or (byte)'\r' or (byte)'\n' or (byte)'\t';

    // From the beginning, or so much before the end of the text that it is in it. The message's own header would look like framing.
    private static string Sample(ReadOnlySpan<byte> bytes, int messageAt, int textEnd)
    {
        var start = Math.Max(0, Math.Min(textEnd, bytes.Length) - SampleBytes);
        var end = Math.Min(bytes.Length, start + SampleBytes);
        var sample = new StringBuilder(start > 0 ? "…" : "");
        for (var at = start; at < end; at++)
        {
            if (at == messageAt)
            {
                sample.Append(Header);
                at += Cell.MinPayloadBytes - 1;
                continue;
            }

            sample.Append(bytes[at] switch
            {
                (byte)'\r' => "\\r",
                (byte)'\n' => "\\n",
                (byte)'\t' => "\\t",
                var sign when IsPrintable(sign) => ((char)sign).ToString(),
                _ => "·",
            });
        }

        return sample.Append(end < bytes.Length ? "…" : "").ToString();
    }
}
