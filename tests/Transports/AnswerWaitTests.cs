using InterContainer.Transports.Sockets;

namespace InterContainer.Tests.Transports;

public class AnswerWaitTests
{
    [Theory]
    [InlineData(WaitMode.Async)]
    [InlineData(WaitMode.Blocking)]
    [InlineData(WaitMode.Spin)]
    internal void Only_in_adaptive_mode_is_an_answer_worth_asking_for(WaitMode mode)
    {
        using var wait = new AnswerWait(mode, new Company());

        wait.Sent();

        Assert.False(wait.IsWorthIt);
    }

    [Fact]
    public async Task An_answer_is_expected_from_sending_until_something_has_come()
    {
        using var wait = new AnswerWait(WaitMode.Adaptive, new Company());
        Assert.False(wait.IsWorthIt);

        wait.Sent();
        Assert.True(wait.IsWorthIt);

        await wait.ReceivedAsync();
        Assert.False(wait.IsWorthIt);
    }

    [Fact]
    public void In_company_nobody_holds_up_the_others()
    {
        var company = new Company();
        using var wait = new AnswerWait(WaitMode.Adaptive, company);
        wait.Sent();

        var other = new AnswerWait(WaitMode.Adaptive, company);
        Assert.False(wait.IsWorthIt);

        other.Dispose();
        other.Dispose();
        Assert.True(wait.IsWorthIt);
    }

    [Fact]
    public void Asking_again_has_an_end()
    {
        var tries = 0;
        while (AnswerWait.Again(tries))
            tries++;

        Assert.InRange(tries, 2, 1000);
    }
}
