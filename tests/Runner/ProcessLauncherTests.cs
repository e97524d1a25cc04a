using InterContainer.Runner.Planning;
using InterContainer.Runner.Processes;
using InterContainer.Transports;

namespace InterContainer.Tests.Runner;

public class ProcessLauncherTests
{
    [Fact]
    public async Task The_embedded_broker_has_no_shared_subscriptions_and_the_reason_says_what_has()
    {
        await using var launcher = new ProcessLauncher(new Dictionary<string, ServiceAddress>(), [], cores: null);
        await using var own = new ProcessLauncher(
            new Dictionary<string, ServiceAddress> { ["mosquitto"] = new("broker", 1883) }, [], cores: null);
        var mqtt = Catalogue.BuiltIn.Find("mqtt-qos1").Traits;

        Assert.Null(launcher.UnsupportedReason(mqtt, Conditions.Default, responders: 1));
        Assert.Contains("--service mosquitto=", launcher.UnsupportedReason(mqtt, Conditions.Default, responders: 2), StringComparison.Ordinal);
        Assert.Null(own.UnsupportedReason(mqtt, Conditions.Default, responders: 2));
    }
}
