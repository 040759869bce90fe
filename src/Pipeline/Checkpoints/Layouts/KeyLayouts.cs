namespace Workbench.Pipeline.Checkpoints.Layouts;

/// <summary>Detects how a checkpoint names its tensors and presents it under upstream's names.</summary>
public static class KeyLayouts
{
    private static readonly IKeyMap[] Maps = [new ComfyPrefixMap(), new DiffusersDitMap(), new DiffusersVaeMap(), new HuggingFaceUmt5Map(), new LlamaCppT5Map()];

    /// <summary>The layout, from the keys alone. What no other layout claims is <see cref="KeyLayout.Original"/>.</summary>
    public static KeyLayout Detect(ICheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        return Maps.FirstOrDefault(map => map.Claims(checkpoint.Tensors))?.Layout ?? KeyLayout.Original;
    }

    /// <summary>
    /// The same weights under upstream's names; the checkpoint itself where it has them already. The result owns <paramref name="checkpoint"/>.
    /// </summary>
    /// <exception cref="CheckpointException">Two keys come out under the same name.</exception>
    public static ICheckpoint ToUpstream(ICheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        try
        {
            var result = checkpoint;
            while (Maps.FirstOrDefault(m => m.Claims(result.Tensors)) is { } map)
            {
                var renamed = new RenamedCheckpoint(result, map.Layout, map.Rename(result.Tensors));
                if (map.Claims(renamed.Tensors))
                {
                    throw new CheckpointException($"{checkpoint.Path}: the keys still look like {map.Layout} after they were renamed.");
                }

                result = renamed; // a prefix may hide another layout
            }

            return result;
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    /// <summary>Opens a file or folder (<see cref="CheckpointFile.Open(string)"/>) under upstream's names.</summary>
    public static ICheckpoint Open(string path) => ToUpstream(CheckpointFile.Open(path));
}
