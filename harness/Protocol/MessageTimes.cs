namespace InterContainer.Protocol;

/// <summary>
/// Moments of messages as text: numbers in groups of so many. Each is written as its difference to the one at the same place of the group before, as
/// ZigZag LEB128, in base64. A message takes some 10 characters. Pure.
/// </summary>
public static class MessageTimes
{
    private const int MoreFollow = 0x80;
    private const int Bits = 7;
    private const int MostShift = 63;

    /// <param name="moments">Their number is a multiple of <paramref name="group"/>.</param>
    /// <param name="group">How many numbers a message has, positive.</param>
    public static string Encode(IReadOnlyList<long> moments, int group)
    {
        using var bytes = new MemoryStream(moments.Count * 4);
        for (var i = 0; i < moments.Count; i++)
        {
            var difference = unchecked(moments[i] - (i < group ? 0 : moments[i - group]));
            var value = unchecked((ulong)((difference << 1) ^ (difference >> MostShift)));
            for (; value >= MoreFollow; value >>= Bits)
                bytes.WriteByte((byte)(value | MoreFollow));
            bytes.WriteByte((byte)value);
        }

        return Convert.ToBase64String(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <returns>What was encoded.</returns>
    /// <exception cref="FormatException">The text is none of these.</exception>
    public static IReadOnlyList<long> Decode(string text, int group)
    {
        List<long> moments = [];
        var bytes = Convert.FromBase64String(text);
        for (var at = 0; at < bytes.Length;)
        {
            var value = 0UL;
            for (var shift = 0; ; shift += Bits)
            {
                if (at == bytes.Length || shift > MostShift)
                    throw new FormatException("Not the times of messages: a number is cut off or too long.");
                value |= (ulong)(bytes[at] & (MoreFollow - 1)) << shift;
                if ((bytes[at++] & MoreFollow) == 0)
                    break;
            }

            var difference = (long)(value >> 1) ^ -(long)(value & 1);
            moments.Add(unchecked(difference + (moments.Count < group ? 0 : moments[^group])));
        }

        return moments.Count % group == 0 ? moments : throw new FormatException("Not the times of messages: the last one is cut off.");
    }
}
