using System.Text;
using InterContainer.Agent.Capturing;
using InterContainer.Protocol;

namespace InterContainer.Tests.Agent;

public class CaptureReadingTests
{
    private const string Words = "a text that is long enough";

    private static readonly byte[] Message = [.. Enumerable.Repeat((byte)0xAB, Cell.MinPayloadBytes), .. Encoding.ASCII.GetBytes(Words)];

    [Fact]
    public void Around_a_message_everything_is_framing()
    {
        // 6 of 8 can be read.
        var seen = Read([.. "abc\r\n"u8, 0, .. Message, (byte)'\t', 0xFF])!;

        Assert.Equal((8, true, 0.75), (seen.FramingBytes, seen.HasText, seen.PrintablePart));
        Assert.Equal(Message.Length + 8, seen.Bytes);
        Assert.Equal($"abc\\r\\n·[header]{Words}\\t·", seen.Sample);
    }

    [Fact]
    public void A_message_alone_has_no_framing()
    {
        var seen = Read(Message)!;

        Assert.Equal((0, true, null), (seen.FramingBytes, seen.HasText, seen.PrintablePart));
    }

    [Fact]
    public void A_message_that_is_changed_cannot_be_told_from_its_framing()
    {
        var seen = Read([1, 2, .. Message.Select(sign => (byte)(sign ^ 0x55))])!;

        Assert.Equal((2, false, null), (seen.FramingBytes, seen.HasText, seen.PrintablePart));
    }

    [Fact]
    public void Of_long_ones_the_sample_shows_where_the_text_is()
    {
        var seen = Read([.. Enumerable.Repeat((byte)'.', 5000), .. Message, .. Enumerable.Repeat((byte)'.', 5000)])!;

        Assert.StartsWith("…...", seen.Sample, StringComparison.Ordinal);
        Assert.EndsWith($"[header]{Words}…", seen.Sample, StringComparison.Ordinal);
        Assert.Equal(1, seen.PrintablePart);
    }

    [Fact]
    public void What_was_not_seen_is_nothing() => Assert.Null(Read([]));

    [Fact]
    public void A_recording_keeps_the_first_and_counts_all()
    {
        var recording = new Recording(4);
        recording.AddThere([1, 2, 3]);
        recording.AddThere([4, 5, 6]);
        recording.AddBack([7]);

        var (there, back) = recording.Take();

        Assert.Equal((6, 1, 7), (there.Bytes, back.Bytes, recording.Bytes));
        Assert.Equal([1, 2, 3, 4], there.First);
        recording.Clear();
        Assert.Equal(0, recording.Bytes);
    }

    [Fact]
    public void In_files_the_difference_is_new_files_more_bytes_and_changed_words()
    {
        var folder = Directory.CreateTempSubdirectory("snapshot-").FullName;
        try
        {
            File.WriteAllBytes(Path.Combine(folder, "a"), [.. new byte[24]]);
            File.WriteAllBytes(Path.Combine(folder, "b"), [1]);
            var before = FolderSnapshot.Of([folder]);
            File.WriteAllBytes(Path.Combine(folder, "a"), [.. new byte[9], 2, .. new byte[14], 3]);
            File.Delete(Path.Combine(folder, "b"));
            File.WriteAllBytes(Path.Combine(folder, "c"), [4, 5]);

            Assert.Equal([0, 2, 0, 0, 0, 0, 0, 0, 3, 4, 5], FolderSnapshot.Of([folder]).Since(before));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static CapturedBytes? Read(byte[] bytes) => CaptureReading.Of(new Recorded(bytes.Length, bytes), Message);
}
