using Docker.DotNet.Models;
using InterContainer.Runner.Containers;

namespace InterContainer.Tests.Runner;

/// <summary>What counts as left behind.</summary>
public sealed class ContainerCleanupTests
{
    // Above what Linux gives (pid_max is at most 2^22).
    private const int NoProcess = 2_000_000_000;

    public static TheoryData<string, bool, bool> Owners => new()
    {
        { $"{Environment.ProcessId}@{Environment.MachineName}", true, true },
        { $"{NoProcess}@{Environment.MachineName}", false, false },
        { $"{Environment.ProcessId}@another-machine", true, false },
        { "nonsense", false, false },
    };

    [Theory]
    [MemberData(nameof(Owners))]
    public void A_run_goes_on_where_its_process_lives_and_elsewhere_unless_all_is_asked_for(string owner, bool inUse, bool inUseOfAll)
    {
        var labels = new Dictionary<string, string> { [Labels.Owner] = owner };

        Assert.Equal((inUse, inUseOfAll), (Labels.IsInUse(labels, CleanupScope.Abandoned), Labels.IsInUse(labels, CleanupScope.All)));
    }

    [Fact]
    public void Of_images_the_latest_of_each_kind_stays_unless_all_is_asked_for_and_the_latest_goes_first()
    {
        ImagesListResponse[] images = [Image("first", "agent", 1), Image("tools", "calibration", 2), Image("with plug-ins", "agent", 3)];

        Assert.Equal(["first"], ContainerCleanup.Dispensable(images, CleanupScope.Abandoned).Select(image => image.ID));
        Assert.Equal(["with plug-ins", "first", "tools"], ContainerCleanup.Dispensable(images, CleanupScope.All).Select(image => image.ID));
    }

    private static ImagesListResponse Image(string id, string kind, int day) =>
        new() { ID = id, Created = new DateTime(2026, 1, day, 0, 0, 0, DateTimeKind.Utc), Labels = new Dictionary<string, string> { [Labels.Image] = kind } };
}
