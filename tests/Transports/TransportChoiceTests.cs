using InterContainer.Transports;

namespace InterContainer.Tests.Transports;

public class TransportChoiceTests
{
    [Theory]
    [InlineData("tcp", "tcp")]
    [InlineData("tcp:mode=adaptive", "tcp")]
    [InlineData("tcp:mode=async", "tcp:mode=async")]
    [InlineData("tcp:mode=blocking", "tcp:mode=blocking")]
    [InlineData("file-poll:interval=1ms", "file-poll")]
    [InlineData("file-poll:interval=0", "file-poll:interval=0ms")]
    [InlineData("file-poll:interval=2s", "file-poll:interval=2000ms")]
    [InlineData("postgres-poll:batch=050,interval=100ms", "postgres-poll:interval=100ms,batch=50")]
    public void Equal_choices_have_one_text(string written, string canonical) =>
        Assert.Equal(canonical, TransportChoice.Parse(written, Catalogue.BuiltIn).Text);

    [Theory]
    [InlineData("pigeon", "tcp")]
    [InlineData("tcp:", "mode=adaptive, async")]
    [InlineData("tcp:speed=fast", "mode=adaptive, async")]
    [InlineData("tcp:mode", "adaptive, async")]
    [InlineData("file-poll:interval=-1ms", "0 to 5000ms")]
    [InlineData("file-poll:interval=6s", "0 to 5000ms")]
    [InlineData("file-poll:interval=1", "0 to 5000ms")]
    [InlineData("postgres-poll:batch=0", "1 to 10000")]
    public void What_is_not_accepted_is_answered_with_what_is(string written, string accepted)
    {
        var mistake = Assert.Throws<TransportException>(() => TransportChoice.Parse(written, Catalogue.BuiltIn));

        Assert.Contains(accepted, mistake.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', mistake.Message);
    }
}
