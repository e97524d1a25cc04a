using InterContainer.Agent.Control;
using InterContainer.Protocol;

namespace InterContainer.Tests.Agent;

public class AssignmentReaderTests
{
    [Theory]
    [InlineData(null, "ASSIGNMENT")]
    [InlineData("", "ASSIGNMENT")]
    [InlineData("{", "cannot be read")]
    [InlineData("""{"role":"spectator","endpoints":{"channel":"c"}}""", "cannot be read")]
    [InlineData("""{"role":"responder","endpoints":{"channel":"c"}}""", "needs a cell")]
    [InlineData("""{"role":"responder","cell":{"transport":"pigeon"},"endpoints":{"channel":"c"}}""", "memory")]
    [InlineData("""{"role":"responder","cell":{"transport":"tcp","payloadBytes":23},"endpoints":{"channel":"c"}}""", "24 to")]
    [InlineData("""{"role":"initiator","cell":{"transport":"memory","inFlight":2},"endpoints":{"channel":"c"}}""", "memory takes 1 to 1")]
    [InlineData("""{"role":"initiator","cell":{"transport":"tcp","inFlight":128,"initiators":3},"endpoints":{"channel":"c"}}""", "256 in all")]
    [InlineData(
        """{"role":"initiator","cell":{"transport":"tcp"},"moreCells":[{"transport":"tcp","inFlight":2}],"endpoints":{"channel":"c"}}""",
        "differ in more than scenario, rate and silence")]
    [InlineData("""{"role":"responder","cell":{"transport":"tcp:mode=fast"},"endpoints":{"channel":"c"}}""", "adaptive, async")]
    [InlineData(
        """{"role":"responder","cell":{"transport":"tcp"},"moreCells":[{"transport":"tcp","payloadBytes":65}],"endpoints":{"channel":"c"}}""",
        "differ in more than scenario, rate and silence")]
    [InlineData(
        """{"role":"responder","cell":{"transport":"tcp"},"moreCells":[{"transport":"tcp","scenario":"connect"}],"endpoints":{"channel":"c"}}""",
        "Connect of tcp cannot follow")]
    [InlineData("""{"role":"initiator","cell":{"transport":"tcp","scenario":"wake"},"endpoints":{"channel":"c"}}""", "silenceMs is missing")]
    [InlineData(
        """{"role":"initiator","cell":{"transport":"tcp"},"moreCells":[{"transport":"tcp","scenario":"wake","silenceMs":60001}],"endpoints":{"channel":"c"}}""",
        "silenceMs is 60001; a wake takes 1 to 60000")]
    public void A_mistake_is_one_line_that_names_it(string? json, string named)
    {
        var mistake = Assert.Throws<AssignmentException>(() => AssignmentReader.Read(json));

        Assert.Contains(named, mistake.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', mistake.Message);
    }

    [Fact]
    public void Cells_that_differ_in_scenario_alone_are_played_in_their_order()
    {
        var assigned = AssignmentReader.Read(
            """{"role":"responder","cell":{"transport":"tcp","scenario":"stream"},"""
                + """ "moreCells":[{"transport":"tcp"},{"transport":"tcp","scenario":"load","offeredRate":5}],"endpoints":{"channel":"c"}}""");

        Assert.Equal([Scenario.Stream, Scenario.RoundTrip, Scenario.Load], assigned.Cells.Select(cell => cell.Scenario));
    }

    [Fact]
    public void Options_of_the_transport_are_resolved()
    {
        var assignment = AssignmentReader.Read(
            """{"role":"initiator","cell":{"transport":"tcp:mode=blocking","scenario":"round-trip"},"endpoints":{"channel":"c"}}""");

        Assert.Equal("blocking", assignment.Endpoints.Options["mode"]);
    }
}
