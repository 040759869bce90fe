using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.Pipeline.LipSync;

/// <summary>One frame of the result.</summary>
/// <param name="Index">From 0; time is Index / fps.</param>
/// <param name="BaseFrame">Base frame it was made from.</param>
/// <param name="HasFace">Whether its mouth was replaced; false for base frames without a face, which pass through.</param>
/// <param name="Image">RGB, the base frame's size. Owned by the receiver, unless the frame passed through.</param>
public sealed record TalkingFrame(long Index, int BaseFrame, bool HasFace, ByteImage Image);
