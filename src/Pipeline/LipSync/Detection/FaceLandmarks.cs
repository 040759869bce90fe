using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Detection;

/// <summary>68 face points in iBUG order, in whole pixels.</summary>
/// <param name="Points">x and y of each point.</param>
public sealed record FaceLandmarks(IReadOnlyList<(int X, int Y)> Points)
{
    /// <summary>Points of the face in the iBUG-68 order.</summary>
    public const int Count = 68;

    /// <summary>Where the face begins among COCO-WholeBody's 133 points.</summary>
    private const int FirstOfWholeBody = 23;

    /// <summary>The face points of a whole-body pose: [133, 2] floats, truncated towards zero as upstream does.</summary>
    public static FaceLandmarks OfWholeBody(Tensor keypoints)
    {
        using var scope = NewDisposeScope();
        var face = keypoints.narrow(0, FirstOfWholeBody, Count).to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();
        return new([.. face.Chunk(2).Select(p => ((int)p[0], (int)p[1]))]);
    }
}
