using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Checkpoints.Inspection;
using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Models.WanVae;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Running;

/// <summary>The state dict that a network of a checkpoint's own sizes asks for, by building that network on the meta device: no memory, only names and shapes.</summary>
public static class ExpectedStateDict
{
    /// <summary>Names and shapes; null where the checkpoint is no network known here, or lacks what its sizes are read from.</summary>
    /// <param name="checkpoint">Under upstream's names.</param>
    /// <param name="model">What it was recognised as.</param>
    public static IReadOnlyList<(string Name, long[] Shape)>? Of(ICheckpoint checkpoint, ModelSizes model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var scope = NewDisposeScope();
        var keys = new MetaParameters();
        try
        {
            using var network = Build(checkpoint, model, keys);
            return network is null ? null : keys.Taken;
        }
        catch (Exception e) when (e is CheckpointException or ArgumentException)
        {
            return null; // sizes that no such network has: the report's other parts say what is there
        }
    }

    private static IDisposable? Build(ICheckpoint checkpoint, ModelSizes model, MetaParameters keys) => model.Kind switch
    {
        ModelKind.WanDit => new WanDit(Dit(checkpoint, model), keys, DtypePlan.Official(ScalarType.BFloat16)),
        ModelKind.Umt5 => new Umt5Encoder(new(keys, "", ScalarType.BFloat16), ModelShapes.TextEncoder(checkpoint)),
        ModelKind.WanVae => new WanVae(new(keys, "", ScalarType.Float32), ModelShapes.Vae(checkpoint), ScalarType.Float32, META),
        _ => null,
    };

    /// <summary>GGUF may have folded the patch embedding, so its shape says less than the sizes recognised.</summary>
    private static WanDitConfig Dit(ICheckpoint checkpoint, ModelSizes model) => ModelShapes.Dit(
        checkpoint,
        new() { Dim = (int?)model["dim"], InDim = (int?)model["in_dim"], OutDim = (int?)model["out_dim"], Heads = (int?)model["heads"] is > 0 and var heads ? heads : null },
        textLength: 512);
}
