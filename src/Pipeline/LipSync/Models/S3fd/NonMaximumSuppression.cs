namespace Workbench.Pipeline.LipSync.Models.S3fd;

/// <summary>Greedy suppression of overlapping boxes, with pixel-inclusive (+1) areas. Source: face-alignment sfd/bbox.py nms.</summary>
public static class NonMaximumSuppression
{
    /// <summary>Indices of the boxes kept, best score first. Cost: kept * candidates.</summary>
    /// <param name="boxes">Candidates.</param>
    /// <param name="threshold">A box is dropped when its intersection over union with a better one is above this.</param>
    public static IReadOnlyList<int> Keep(IReadOnlyList<ScoredBox> boxes, float threshold)
    {
        // numpy's ascending sort read backwards: among equal scores the later box comes first.
        var order = Enumerable.Range(0, boxes.Count).OrderByDescending(i => boxes[i].Score).ThenByDescending(i => i).ToList();
        var keep = new List<int>();
        while (order.Count > 0)
        {
            var best = order[0];
            keep.Add(best);
            order = [.. order.Skip(1).Where(i => Overlap(boxes[best], boxes[i]) <= threshold)];
        }

        return keep;
    }

    private static float Overlap(ScoredBox a, ScoredBox b)
    {
        var width = Math.Max(0f, Math.Min(a.Right, b.Right) - Math.Max(a.Left, b.Left) + 1);
        var height = Math.Max(0f, Math.Min(a.Bottom, b.Bottom) - Math.Max(a.Top, b.Top) + 1);
        var both = width * height;
        return both / (Area(a) + Area(b) - both);
    }

    private static float Area(ScoredBox b) => (b.Right - b.Left + 1) * (b.Bottom - b.Top + 1);
}
