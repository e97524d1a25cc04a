using InterContainer.Runner.Containers;
using InterContainer.Runner.Execution;
using InterContainer.Runner.Planning;
using InterContainer.Tests.Transports;
using InterContainer.Transports;

namespace InterContainer.Tests.Runner;

public class VolumeCatalogueTests
{
    private static readonly EngineUsers Plain = new(IsRootless: false, AreMapped: false);

    [Fact]
    public void The_default_comes_first_and_every_type_has_a_name_and_a_line()
    {
        Assert.Equal(["named", "bind", "ipc-shareable", "tmpfs", "volumes-from"], VolumeCatalogue.Names);
        Assert.Equal(VolumeCatalogue.Names, Suite.Volumes.Conditions.Select(conditions => conditions.Volume ?? VolumeCatalogue.Default));
        Assert.Equal(VolumeCatalogue.Names, VolumeCatalogue.Summaries.Select(type => type.Name));
        Assert.All(VolumeCatalogue.Summaries, type => Assert.False(string.IsNullOrWhiteSpace(type.Summary) || type.Summary.Contains('\n')));
    }

    // Files, a database in a file, Unix sockets, and shared memory: where each of them can lie.
    [Theory]
    [InlineData("tmpfs", "file-poll,file-watch,grpc-uds,http1-uds,http2-uds,sqlite-poll,uds")]
    [InlineData("bind", "file-poll,file-watch,grpc-uds,http1-uds,http2-uds,shared-memory,sqlite-poll,uds")]
    [InlineData("volumes-from", "file-poll,file-watch,grpc-uds,http1-uds,http2-uds,shared-memory,sqlite-poll,uds")]
    [InlineData("ipc-shareable", "shared-memory")]
    public void A_volume_is_measured_with_those_whose_folder_lies_elsewhere(string volume, string transports) => Assert.Equal(
        transports.Split(','),
        Catalogue.BuiltIn.Transports.Select(transport => transport.Traits)
            .Where(traits => VolumeCatalogue.UnsupportedReason(traits, volume, isHere: true, Plain) is null)
            .Select(traits => traits.Name)
            .Order(StringComparer.Ordinal));

    [Theory]
    [InlineData(null)]
    [InlineData("named")]
    public void By_default_every_transport_is_measured(string? volume) => Assert.All(
        Catalogue.BuiltIn.Transports,
        transport => Assert.Null(VolumeCatalogue.UnsupportedReason(transport.Traits, volume, isHere: false, Plain)));

    [Theory]
    [InlineData("tcp", "bind", "shares no folder")]
    [InlineData("mqtt-qos0", "tmpfs", "shares no folder")]
    [InlineData("mqtt-uds", "tmpfs", "a volume of the MQTT broker's own")]
    [InlineData("shared-memory", "tmpfs", "on tmpfs already, by default")]
    [InlineData("uds", "ipc-shareable", "give --volume tmpfs")]
    public void What_makes_no_difference_is_said_in_one_line(string transport, string volume, string part)
    {
        var reason = VolumeCatalogue.UnsupportedReason(PairFixture.TraitsOf(transport), volume, isHere: true, Plain);

        Assert.Contains(part, reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', reason!);
    }

    [Fact]
    public void A_folder_of_the_host_is_to_be_had_on_the_engines_machine_only()
    {
        var uds = PairFixture.TraitsOf("uds");

        Assert.Contains("run it on the engine's machine", VolumeCatalogue.UnsupportedReason(uds, "bind", isHere: false, Plain), StringComparison.Ordinal);
        Assert.Null(VolumeCatalogue.UnsupportedReason(uds, "volumes-from", isHere: false, Plain));
        Assert.Equal(
            Environment.IsPrivilegedProcess,
            VolumeCatalogue.UnsupportedReason(uds, "bind", isHere: true, Plain with { AreMapped = true }) is null);
    }

    [Fact]
    public void A_name_that_is_none_names_those_that_are() =>
        Assert.Contains(
            "named, bind, ipc-shareable, tmpfs, volumes-from",
            Assert.Throws<LaunchException>(() => VolumeCatalogue.Find("overlay")).Message,
            StringComparison.Ordinal);
}
