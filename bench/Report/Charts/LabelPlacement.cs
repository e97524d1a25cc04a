namespace InterContainer.Bench.Report.Charts;

/// <summary>A rectangle in pixels; y grows downwards.</summary>
internal readonly record struct LabelBox(double Left, double Top, double Width, double Height)
{
    public double Right => Left + Width;

    public double Bottom => Top + Height;

    public bool Overlaps(LabelBox other) => Left < other.Right && other.Left < Right && Top < other.Bottom && other.Top < Bottom;

    public bool Contains(LabelBox other) => Left <= other.Left && other.Right <= Right && Top <= other.Top && other.Bottom <= Bottom;

    /// <summary>The point of the rectangle that is nearest to a place.</summary>
    public (double X, double Y) Nearest(double x, double y) => (Math.Clamp(x, Left, Right), Math.Clamp(y, Top, Bottom));

    public LabelBox Grown(double by) => new(Left - by, Top - by, Width + (2 * by), Height + (2 * by));
}

/// <summary>A point with a label, pixels.</summary>
/// <param name="Mark">How far its mark reaches.</param>
/// <param name="Width">Of the text.</param>
/// <param name="Height">Likewise.</param>
internal readonly record struct LabelPoint(double X, double Y, double Mark, double Width, double Height);

/// <summary>Where labels stand so that none covers another. Pure.</summary>
internal static class LabelPlacement
{
    private const int Directions = 16;
    private const int Passes = 3;

    // Pixels between the distances that are tried.
    private const double Step = 5;

    // In pixels of distance: what it costs to cover a point of a line, and to cross another label by a leader.
    private const double PerCovered = 6;
    private const double PerCrossed = 60;

    // What it costs to stand as near to another point as to its own.
    private const double PerNearer = 30;

    // Pixels of a difference that an eye takes for none.
    private const double Alike = 8;

    /// <summary>
    /// Centres of labels in a column: in the order of the wanted centres, none nearer to the next than a height, all within the frame, and the sum of squared
    /// moves is the least. Pool adjacent violators: R. Barlow et al., "Statistical Inference under Order Restrictions", 1972.
    /// </summary>
    /// <param name="wanted">Where each label would stand by itself.</param>
    /// <param name="height">Of each label. Where the frame has no room for all of them they come as much nearer as it takes.</param>
    /// <param name="top">Of the frame.</param>
    /// <param name="bottom">Likewise.</param>
    public static IReadOnlyList<double> Spread(IReadOnlyList<double> wanted, double height, double top, double bottom)
    {
        if (wanted.Count == 0)
            return [];
        var gap = Math.Min(height, (bottom - top) / wanted.Count);
        var order = Enumerable.Range(0, wanted.Count).OrderBy(index => wanted[index]).ToList();
        // Less the room of those above it, each centre has only not to be above the one before it.
        var blocks = new Stack<(double Sum, int Count)>();
        foreach (var (rank, index) in order.Index())
        {
            var block = (Sum: wanted[index] - (rank * gap), Count: 1);
            while (blocks.TryPeek(out var before) && before.Sum / before.Count > block.Sum / block.Count)
            {
                blocks.Pop();
                block = (block.Sum + before.Sum, block.Count + before.Count);
            }

            blocks.Push(block);
        }

        var (least, most) = (top + (gap / 2), bottom - (gap / 2) - ((wanted.Count - 1) * gap));
        var centres = new double[wanted.Count];
        var place = 0;
        foreach (var (sum, count) in blocks.Reverse())
        {
            for (var member = 0; member < count; member++, place++)
                centres[order[place]] = Math.Clamp(sum / count, least, Math.Max(least, most)) + (place * gap);
        }

        return centres;
    }

    /// <summary>
    /// A rectangle for each label: near its point, within the frame, over no other label and over no point that has one, as long as the frame has such a place.
    /// Greedy, and improved a few times with all others in place; the same input has the same answer.
    /// </summary>
    /// <param name="labels">The point of each.</param>
    /// <param name="lines">Points that a label should rather not cover.</param>
    /// <param name="frame">Where labels may stand.</param>
    public static IReadOnlyList<LabelBox> Around(
        IReadOnlyList<LabelPoint> labels, IReadOnlyList<(double X, double Y)> lines, LabelBox frame)
    {
        var marks = labels.Select(label => new LabelBox(label.X, label.Y, 0, 0).Grown(label.Mark)).ToList();
        var boxes = new LabelBox?[labels.Count];
        // What has the most neighbours has the fewest places.
        var order = Enumerable.Range(0, labels.Count)
            .OrderByDescending(one => labels.Count(other => Math.Abs(other.X - labels[one].X) < labels[one].Width && Math.Abs(other.Y - labels[one].Y) < 40))
            .ToList();
        for (var pass = 0; pass < Passes; pass++)
        {
            foreach (var index in order)
            {
                boxes[index] = null;
                boxes[index] = Best(index);
            }
        }

        return [.. boxes.Select(box => box!.Value)];

        LabelBox Best(int index)
        {
            var label = labels[index];
            (LabelBox Box, double Cost)? best = null;
            var farthest = frame.Width + frame.Height;
            for (var distance = label.Mark + 2; distance < farthest && !(best?.Cost < distance); distance += Step)
            {
                for (var direction = 0; direction < Directions; direction++)
                {
                    var box = Candidate(label, distance, direction);
                    if (!frame.Contains(box) || boxes.Any(other => other?.Overlaps(box) == true) || marks.Exists(box.Overlaps))
                        continue;
                    var cost = distance + Dislike(direction) + (PerCovered * lines.Count(point => box.Overlaps(new LabelBox(point.X, point.Y, 0.1, 0.1))))
                        + (PerCrossed * Crossed(index, box)) + (PerNearer * Nearer(labels, index, box));
                    if (best is null || cost < best.Value.Cost)
                        best = (box, cost);
                }
            }

            return best?.Box ?? Clamped(Candidate(label, label.Mark + 2, 0), frame);
        }

        int Crossed(int index, LabelBox box)
        {
            var leader = Leader(index, box);
            return boxes.Index().Count(other => other.Item is { } there && (Meets(there, leader) || Meets(box, Leader(other.Index, there))));
        }

        ((double X, double Y) From, (double X, double Y) To) Leader(int index, LabelBox box) =>
            (box.Nearest(labels[index].X, labels[index].Y), (labels[index].X, labels[index].Y));
    }

    /// <summary>To how many other points a label is as near as to its own, so that without a leader it may be taken for theirs.</summary>
    public static int Nearer(IReadOnlyList<LabelPoint> labels, int index, LabelBox box)
    {
        var own = Distance(labels[index]) + Alike;
        return labels.Index().Count(other => other.Index != index && Distance(other.Item) <= own);

        double Distance(LabelPoint point)
        {
            var (x, y) = box.Nearest(point.X, point.Y);
            return Math.Sqrt(Math.Pow(x - point.X, 2) + Math.Pow(y - point.Y, 2));
        }
    }

    // Direction 0 is right of the point; they go round clockwise.
    private static LabelBox Candidate(LabelPoint label, double distance, int direction)
    {
        var angle = 2 * Math.PI * direction / Directions;
        var (x, y) = (label.X + (distance * Math.Cos(angle)), label.Y + (distance * Math.Sin(angle)));
        // The side that faces the point stands at the distance.
        return new LabelBox(
            x - (label.Width * (1 - Math.Cos(angle)) / 2), y - (label.Height * (1 - Math.Sin(angle)) / 2), label.Width, label.Height);
    }

    // Text is read first right of its point, then left of it, then above and below.
    private static double Dislike(int direction) => direction switch
    {
        0 => 0,
        Directions / 2 => 1,
        Directions / 4 or 3 * Directions / 4 => 3,
        _ => 2,
    };

    // By samples: a leader is short.
    private static bool Meets(LabelBox box, ((double X, double Y) From, (double X, double Y) To) line)
    {
        for (var part = 1; part < 8; part++)
        {
            var (x, y) = (line.From.X + ((line.To.X - line.From.X) * part / 8), line.From.Y + ((line.To.Y - line.From.Y) * part / 8));
            if (x > box.Left && x < box.Right && y > box.Top && y < box.Bottom)
                return true;
        }

        return false;
    }

    private static LabelBox Clamped(LabelBox box, LabelBox frame) => box with
    {
        Left = Math.Clamp(box.Left, frame.Left, Math.Max(frame.Left, frame.Right - box.Width)),
        Top = Math.Clamp(box.Top, frame.Top, Math.Max(frame.Top, frame.Bottom - box.Height)),
    };
}
