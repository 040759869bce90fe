using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.S3fd;

/// <summary>From the network's maps to candidate boxes. Source: face-alignment sfd/detect.py batch_detect, sfd/bbox.py decode.</summary>
public static class S3fdBoxes
{
    /// <summary>A position whose face probability is above this is a candidate.</summary>
    public const float CandidateThreshold = 0.05f;

    /// <summary>Shares of the anchor that one unit of offset moves centre and log size.</summary>
    public static readonly (float Centre, float Size) Variances = (0.1f, 0.2f);

    /// <summary>Candidates of one image in upstream's order: scale, then row, then column.</summary>
    /// <param name="maps">Output of the network, batch size 1.</param>
    public static IReadOnlyList<ScoredBox> Candidates(IReadOnlyList<(Tensor Classes, Tensor Offsets)> maps)
    {
        using var scope = NewDisposeScope();
        var boxes = new List<ScoredBox>();
        for (var level = 0; level < maps.Count; level++)
        {
            var stride = 4 << level;
            var width = maps[level].Classes.shape[3];
            var scores = F.softmax(maps[level].Classes[0].to(ScalarType.Float32), 0)[1].flatten(); // [h*w]
            var chosen = scores.gt(CandidateThreshold).nonzero().squeeze(-1); // row-major positions
            var offsets = maps[level].Offsets[0].to(ScalarType.Float32).flatten(1).index_select(1, chosen).t(); // [n, 4]
            var rows = chosen.div(width, RoundingMode.floor);
            var centres = stack([chosen - rows * width, rows], 1).to(ScalarType.Float32) * stride + stride / 2; // [n, 2], x first
            var decoded = Decode(offsets, cat([centres, full_like(centres, 4 * stride)], 1));
            boxes.AddRange(Read(cat([decoded, scores.index_select(0, chosen).unsqueeze(1)], 1)));
        }

        return boxes;
    }

    /// <summary>Boxes of offsets against anchors.</summary>
    /// <param name="offsets">[n, 4].</param>
    /// <param name="anchors">[n, 4]: centre x, centre y, width, height.</param>
    /// <returns>[n, 4]: left, top, right, bottom.</returns>
    public static Tensor Decode(Tensor offsets, Tensor anchors)
    {
        using var scope = NewDisposeScope();
        var size = anchors.narrow(1, 2, 2);
        var centre = anchors.narrow(1, 0, 2) + offsets.narrow(1, 0, 2) * Variances.Centre * size;
        size = size * (offsets.narrow(1, 2, 2) * Variances.Size).exp();
        var corner = centre - size / 2;
        return cat([corner, corner + size], 1).MoveToOuterDisposeScope();
    }

    private static IEnumerable<ScoredBox> Read(Tensor rows)
    {
        var values = rows.cpu().contiguous().data<float>().ToArray();
        for (var i = 0; i < values.Length; i += 5)
        {
            yield return new(values[i], values[i + 1], values[i + 2], values[i + 3], values[i + 4]);
        }
    }
}
