using InterContainer.Runner.Execution;

namespace InterContainer.Tests.Runner;

public class CorePlanTests
{
    [Fact]
    public void One_processor_cannot_be_shared_out() => Assert.Null(CorePlan.Of(1));

    [Theory]
    [InlineData(2, "0", "1", null)]
    [InlineData(3, "0", "1", "2")]
    [InlineData(4, "0", "1", "2-3")]
    [InlineData(8, "0-1", "2-3", "4-7")]
    [InlineData(12, "0-3", "4-7", "8-11")]
    public void Each_role_has_processors_of_its_own(int processors, string initiator, string responder, string? services) =>
        Assert.Equal(new CorePlan(initiator, responder, services), CorePlan.Of(processors));
}
