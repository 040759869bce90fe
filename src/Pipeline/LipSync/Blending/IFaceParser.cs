using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.Pipeline.LipSync.Blending;

/// <summary>Tells the parts of a face apart.</summary>
public interface IFaceParser
{
    /// <summary>Class numbers of a crop around a face.</summary>
    /// <param name="crop">RGB, any square size.</param>
    /// <returns>512x512, one channel: 0 background, 1 skin, 10 nose, 11 mouth, 12 upper lip, 13 lower lip, 14 neck, ...</returns>
    ByteImage Labels(ByteImage crop);
}
