using Workbench.Pipeline.LipSync.Imaging;

namespace Workbench.Pipeline.LipSync.Avatars;

/// <summary>What is known of the face in one base frame.</summary>
/// <param name="Box">Face box with margin, inside the frame.</param>
/// <param name="Mask">Blending mask over the box.</param>
/// <param name="LatentRow">Row of the avatar's latents.</param>
public sealed record PreparedFace(FaceBox Box, ByteImage Mask, int LatentRow);
