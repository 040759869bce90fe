using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.Pipeline.LipSync.Detection;

/// <summary>Moving average of face boxes over time: landmark models move in steps of several pixels, which shows as jitter of the pasted face.</summary>
public static class BoxSmoothing
{
    /// <summary>Averages each box over the frames around it that have a face; frames without one stay without.</summary>
    /// <param name="boxes">One per base frame.</param>
    /// <param name="frames">Window, odd; 1 changes nothing (upstream).</param>
    public static IReadOnlyList<FaceBox?> Apply(IReadOnlyList<FaceBox?> boxes, int frames) => [.. boxes.Select((box, i) =>
    {
        var near = boxes.Skip(i - frames / 2).Take(frames - Math.Max(0, frames / 2 - i)).OfType<FaceBox>().ToList();
        return box is null || frames <= 1
            ? box
            : new FaceBox(Mean(near, b => b.Left), Mean(near, b => b.Top), Mean(near, b => b.Right), Mean(near, b => b.Bottom));
    })];

    private static int Mean(List<FaceBox> boxes, Func<FaceBox, int> edge) => (int)Math.Round(boxes.Average(edge));
}
