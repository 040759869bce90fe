using System.Text.Json.Nodes;
using Workbench.Pipeline.Models.WanDit;
using Workbench.Pipeline.Parameters;
using static TorchSharp.torch;

namespace Workbench.Parity.Dit;

/// <summary>The DiT of an oracle folder: sizes from the manifest's <c>dit</c> object, weights from <c>weights/dit_high</c> and <c>dit_low</c>.</summary>
internal static class DitOracle
{
    public static WanDitConfig Config(OracleFolder oracle)
    {
        var dit = oracle.Manifest["dit"]!.AsObject();
        var patch = dit["patch_size"]!.AsArray();
        return new()
        {
            Dim = Size(dit, "dim"),
            FfnDim = Size(dit, "ffn_dim"),
            NumHeads = Size(dit, "num_heads"),
            NumLayers = (int)Size(dit, "num_layers"),
            InDim = Size(dit, "in_dim"),
            OutDim = Size(dit, "out_dim"),
            FreqDim = Size(dit, "freq_dim"),
            TextDim = Size(dit, "text_dim"),
            TextLen = Size(dit, "text_len"),
            PatchSize = ((long)patch[0]!, (long)patch[1]!, (long)patch[2]!),
            Eps = (double)dit["eps"]!,
        };
    }

    /// <summary>One expert, strictly loaded; the caller owns it.</summary>
    public static WanDit Load(ParityContext context, Expert expert)
    {
        var weights = context.Weights(expert == Expert.High ? "weights/dit_high.safetensors" : "weights/dit_low.safetensors");
        var parameters = new CheckpointParameters(weights, context.Device);
        var dit = new WanDit(Config(context.Oracle), parameters, context.Dtypes);
        parameters.RequireAllTaken();
        return dit;
    }

    /// <summary>Rows [n, text_dim] padded with zero rows to [1, text_len, text_dim].</summary>
    public static Tensor Padded(Tensor rows, WanDitConfig config)
    {
        var padded = zeros([1, config.TextLen, config.TextDim], rows.dtype, rows.device);
        padded[0].narrow(0, 0, rows.shape[0]).copy_(rows);
        return padded;
    }

    private static long Size(JsonObject dit, string key) => (long)dit[key]!;
}
