using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.Pipeline.LipSync.Detection;

/// <summary>Boxes that the caller knows: one per base frame, or one for all. An empty box (upstream's placeholder) stands for no face.</summary>
public sealed class GivenBoxes(IReadOnlyList<FaceBox> boxes) : IFaceLocator
{
    public string Fingerprint => "given:" + string.Join(";", boxes);

    public FaceBox? Locate(int index, ByteImage rgb)
    {
        if (boxes.Count != 1 && index >= boxes.Count)
        {
            throw new LipSyncException($"{boxes.Count} face boxes were given, base frame {index} needs one of its own. Expected: one box per frame, or a single one for all.");
        }

        var box = boxes[boxes.Count == 1 ? 0 : index];
        return box.IsEmpty ? null : box;
    }
}
