using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.LipSync.Frames;
using Workbench.Pipeline.LipSync.Imaging;
using Workbench.Pipeline.Stages;
using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Avatars;

/// <summary>
/// Prepared avatars on disk: one safetensors file with boxes, masks and latents, and the key in its metadata. The frames are not stored, the
/// caller has them. A file with another key, or a damaged one, is as good as none. Written beside and renamed.
/// </summary>
public static class AvatarCache
{
    private const string Key = "workbench.avatar.key";

    /// <summary>The avatar of this key, or null.</summary>
    public static Avatar? TryLoad(string path, string key, IFrameSource frames)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            using var data = StageData.Load(path);
            return data.Metadata.TryGetValue(Key, out var stored) && stored == key ? Read(data, frames) : null;
        }
        catch (CheckpointException)
        {
            return null; // torn or foreign: it is computed anew and replaced
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public static void Save(string path, string key, Avatar avatar)
    {
        var faces = avatar.Faces.OfType<PreparedFace>().OrderBy(f => f.LatentRow).ToList();
        using var data = new StageData();
        data.Metadata[Key] = key;
        data.Tensors["boxes"] = tensor(avatar.Faces.SelectMany(f => Edges(f?.Box ?? default)).ToArray()).view(-1, 4).DetachFromDisposeScope();
        data.Tensors["masks"] = tensor(faces.SelectMany(f => f.Mask.Pixels).ToArray(), ScalarType.Byte).DetachFromDisposeScope();
        data.Tensors["latents"] = avatar.Latents.clone().DetachFromDisposeScope();
        data.Save(path);
    }

    private static Avatar? Read(StageData data, IFrameSource frames)
    {
        var edges = data["boxes"].data<int>().ToArray();
        var masks = data["masks"].data<byte>().ToArray();
        var faces = new List<PreparedFace?>();
        var (row, at) = (0, 0);
        foreach (var e in edges.Chunk(4))
        {
            var box = new FaceBox(e[0], e[1], e[2], e[3]);
            if (box.IsEmpty)
            {
                faces.Add(null);
                continue;
            }

            var length = box.Width * box.Height;
            if (at + length > masks.Length)
            {
                return null;
            }

            faces.Add(new(box, new(box.Height, box.Width, 1, masks[at..(at + length)]), row++));
            at += length;
        }

        return faces.Count == frames.Count && row == data["latents"].shape[0] && at == masks.Length
            ? new(frames, faces, data["latents"].clone().DetachFromDisposeScope(), fromCache: true)
            : null;
    }

    private static int[] Edges(FaceBox box) => [box.Left, box.Top, box.Right, box.Bottom];
}
