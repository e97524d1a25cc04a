using InterContainer.Bench.Report.Charts;

namespace InterContainer.Tests.Bench;

/// <summary>Panels of one chart have the same axes.</summary>
public sealed class PanelGridTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 2, 1)]
    [InlineData(3, 2, 2)]
    [InlineData(4, 2, 2)]
    [InlineData(6, 2, 3)]
    [InlineData(7, 2, 4)]
    public void Panels_stand_in_rows(int count, int columns, int rows)
    {
        var grid = new PanelGrid(count, 0, 10, 0, 1);

        Assert.Equal((columns, rows), (grid.Columns, grid.Rows));
        Assert.All(Enumerable.Range(0, count), panel => Assert.True(
            grid.Limits.Left <= grid.Frame(panel).Left && grid.Frame(panel).Right <= grid.Limits.Right
                && grid.Limits.Bottom <= grid.Frame(panel).Bottom && grid.Frame(panel).Top <= grid.Limits.Top));
    }

    [Fact]
    public void A_point_has_the_same_place_in_each_panel()
    {
        var grid = new PanelGrid(6, -1, 9, 2, 4);

        Assert.All(Enumerable.Range(0, 6), panel =>
        {
            var (frame, point) = (grid.Frame(panel), grid.At(panel, 1.5, 3));
            Assert.Equal((0.25, 0.5), (Math.Round((point.X - frame.Left) / frame.Width, 9), Math.Round((point.Y - frame.Bottom) / frame.Height, 9)));
            Assert.Equal((10, 2), (Math.Round(frame.Width, 9), Math.Round(frame.Height, 9)));
        });
        // Side by side, and one below the other.
        Assert.Equal(grid.At(0, 0, 3).Y, grid.At(1, 0, 3).Y);
        Assert.True(grid.Frame(0).Right < grid.Frame(1).Left);
        Assert.True(grid.Frame(2).Top < grid.Frame(0).Bottom);
        Assert.Equal(grid.At(1, 0, 3).X, grid.At(3, 0, 3).X);
    }
}
