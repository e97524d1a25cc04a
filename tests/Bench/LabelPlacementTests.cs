using InterContainer.Bench.Report.Charts;

namespace InterContainer.Tests.Bench;

/// <summary>Labels of charts do not cover one another, and stay in their frame.</summary>
public sealed class LabelPlacementTests
{
    private const double Tolerance = 1e-9;

    private static readonly LabelBox Frame = new(0, 0, 800, 400);

    [Fact]
    public void What_is_far_enough_apart_stays_where_it_is() =>
        Assert.Equal([20, 90, 50], LabelPlacement.Spread([20, 90, 50], 14, 0, 100));

    [Fact]
    public void What_is_too_near_moves_apart_by_as_much_as_it_takes()
    {
        // Two at one height move by half of a label each; four by three halves and a half.
        Assert.Equal([43, 57], LabelPlacement.Spread([50, 50], 14, 0, 100));
        Assert.Equal([29, 43, 57, 71], LabelPlacement.Spread([50, 50, 50, 50], 14, 0, 100));
        // Of 40, 44 and 48 the middle one stays.
        Assert.Equal([30, 44, 58], LabelPlacement.Spread([40, 44, 48], 14, 0, 100));
        // A pair pushes a third that is near, and all three together move the least.
        var moved = LabelPlacement.Spread([50, 50, 60], 14, 0, 100);
        Assert.Equal([39.333, 53.333, 67.333], moved.Select(centre => Math.Round(centre, 3)));
    }

    [Fact]
    public void What_would_leave_the_frame_stands_at_its_edge()
    {
        Assert.Equal([7, 21], LabelPlacement.Spread([0, 0], 14, 0, 100));
        Assert.Equal([79, 93], LabelPlacement.Spread([100, 100], 14, 0, 100));
        Assert.Empty(LabelPlacement.Spread([], 14, 0, 100));
    }

    [Fact]
    public void Where_there_is_no_room_for_all_they_share_it() => Assert.Equal([5, 15, 25], LabelPlacement.Spread([9, 9, 9], 14, 0, 30));

    [Fact]
    public void Columns_keep_their_order_and_their_distances()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 300; trial++)
        {
            var wanted = Enumerable.Range(0, random.Next(1, 28)).Select(_ => 400 * random.NextDouble()).ToList();

            var centres = LabelPlacement.Spread(wanted, 14, 0, 400);

            var ordered = wanted.Zip(centres).OrderBy(pair => pair.First).Select(pair => pair.Second).ToList();
            Assert.All(ordered.Zip(ordered.Skip(1)), pair => Assert.True(pair.Second - pair.First >= 14 - Tolerance));
            Assert.InRange(ordered[0], 7 - Tolerance, 393 + Tolerance);
            Assert.InRange(ordered[^1], 7 - Tolerance, 393 + Tolerance);
        }
    }

    [Fact]
    public void A_label_stands_right_of_a_point_that_is_alone()
    {
        var box = Assert.Single(LabelPlacement.Around([new LabelPoint(100, 100, 5, 60, 14)], [], Frame));

        Assert.Equal(new LabelBox(107, 93, 60, 14), box);
    }

    [Fact]
    public void At_the_right_edge_it_stands_left_of_it()
    {
        var box = Assert.Single(LabelPlacement.Around([new LabelPoint(790, 100, 5, 60, 14)], [], Frame));

        Assert.Equal(new LabelBox(723, 93, 60, 14), box);
    }

    [Fact]
    public void It_keeps_off_a_line()
    {
        var line = Enumerable.Range(0, 80).Select(step => (100.0 + (5 * step), 100.0)).ToList();

        var box = Assert.Single(LabelPlacement.Around([new LabelPoint(100, 100, 5, 60, 14)], line, Frame));

        Assert.DoesNotContain(line, point => box.Contains(new LabelBox(point.Item1, point.Item2, 0, 0)));
    }

    [Fact]
    public void No_label_covers_another_or_a_point_and_all_are_in_the_frame()
    {
        var random = new Random(5);
        for (var trial = 0; trial < 60; trial++)
        {
            // Close together, as transports of one family are.
            var labels = Enumerable.Range(0, random.Next(2, 30))
                .Select(_ => new LabelPoint(300 + (200 * random.NextDouble()), 150 + (100 * random.NextDouble()), 6, 40 + (60 * random.NextDouble()), 14))
                .ToList();

            var boxes = LabelPlacement.Around(labels, [], Frame);

            Assert.All(boxes, box => Assert.True(Frame.Contains(box)));
            Assert.All(
                boxes.Index(),
                one => Assert.DoesNotContain(boxes.Index(), other => other.Index != one.Index && other.Item.Overlaps(one.Item)));
            Assert.All(boxes, box => Assert.DoesNotContain(labels, point => box.Overlaps(new LabelBox(point.X, point.Y, 0, 0).Grown(point.Mark))));
        }
    }

    [Fact]
    public void A_label_is_nearest_to_its_own_point()
    {
        // Along a diagonal, a step apart: right of a point is the next one.
        var labels = Enumerable.Range(0, 6).Select(step => new LabelPoint(200 + (24 * step), 200 - (12 * step), 6, 60, 14)).ToList();

        var boxes = LabelPlacement.Around(labels, [], Frame);

        Assert.All(boxes.Index(), box => Assert.Equal(0, LabelPlacement.Nearer(labels, box.Index, box.Item)));
    }

    [Fact]
    public void A_label_between_two_points_may_be_taken_for_either() =>
        Assert.Equal(
            1, LabelPlacement.Nearer([new LabelPoint(90, 107, 5, 60, 14), new LabelPoint(170, 107, 5, 60, 14)], 0, new LabelBox(100, 100, 60, 14)));

    [Fact]
    public void Where_there_is_no_room_a_label_stays_in_the_frame()
    {
        var narrow = new LabelBox(0, 0, 50, 20);

        var boxes = LabelPlacement.Around([new LabelPoint(25, 10, 5, 40, 14), new LabelPoint(26, 11, 5, 40, 14)], [], narrow);

        Assert.All(boxes, box => Assert.True(narrow.Contains(box)));
    }
}
