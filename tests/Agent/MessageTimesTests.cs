using InterContainer.Protocol;

namespace InterContainer.Tests.Agent;

public class MessageTimesTests
{
    public static TheoryData<long[], int> Moments => new()
    {
        { [], 1 },
        { [0], 1 },
        { [-1, 1, long.MaxValue, long.MinValue, 0], 1 },
        { [123_456_789_012_345, 123_456_789_112_345, 123_456_799_012_345, 123_456_799_212_345], 2 },
        { [5, 4, 3, 2, 1, 0], 3 },
    };

    [Theory]
    [MemberData(nameof(Moments))]
    public void What_is_encoded_is_decoded(long[] moments, int group) => Assert.Equal(moments, MessageTimes.Decode(MessageTimes.Encode(moments, group), group));

    [Fact]
    public void A_message_takes_some_ten_characters()
    {
        // One each 10 ms, 100 µs on its way.
        var moments = Enumerable.Range(0, 300).SelectMany(i => new[] { 1_000_000_000_000 + (i * 10_000_000L), 1_000_000_100_000 + (i * 10_000_000L) }).ToList();

        Assert.InRange(MessageTimes.Encode(moments, 2).Length, 300, 300 * 12);
    }

    [Theory]
    [InlineData("!", 1)]
    [InlineData("gA==", 1)]
    [InlineData("AA==", 2)]
    [InlineData("gICAgICAgICAgIA=", 1)]
    public void What_is_none_is_refused(string text, int group) => Assert.Throws<FormatException>(() => MessageTimes.Decode(text, group));
}
