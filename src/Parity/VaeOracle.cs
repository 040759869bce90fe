using System.Text.Json.Nodes;
using Workbench.Pipeline.Checkpoints;
using Workbench.Pipeline.Models.WanVae;
using static TorchSharp.torch;

namespace Workbench.Parity;

/// <summary>The VAE of an oracle folder: shape from the manifest, latent table from the folder's tensors, weights under upstream's keys.</summary>
internal static class VaeOracle
{
    private const string Weights = "weights/vae.safetensors";

    public static WanVae Load(ParityContext context) => WanVae.Load(context.Weights(Weights), Config(context), context.Dtypes.Vae, context.Device);

    /// <summary>
    /// Largest relative error of a VAE tensor. fp32 on the CPU: 1e-5, which is what changing the order of summation in some 60 convolutions costs (measured: 1e-6).
    /// fp32 on a GPU sums in blocks of its own: 1e-4. bf16 keeps 8 bits and upstream itself is off by 1.3e-2 to 2.2e-2 in it
    /// (the manifest's vae.gpu_bf16_rel_l2): 5e-2. fp16 keeps 11 bits: 1e-2.
    /// </summary>
    public static double Limit(ParityContext context) => (context.Dtypes.Vae, context.Device.type) switch
    {
        (ScalarType.Float32 or ScalarType.Float64, TorchSharp.DeviceType.CPU) => 1e-5,
        (ScalarType.Float32 or ScalarType.Float64, _) => 1e-4,
        (ScalarType.Float16, _) => 1e-2,
        _ => 5e-2,
    };

    private static WanVaeConfig Config(ParityContext context)
    {
        var shape = context.Oracle.Manifest["vae"] as JsonObject
            ?? throw new CheckpointException($"{context.Oracle.Path}: the manifest has no object 'vae' with dim, z_dim, dim_mult, num_res_blocks, attn_scales and temperal_downsample.");
        return new()
        {
            Dim = (int)shape["dim"]!,
            LatentChannels = (int)shape["z_dim"]!,
            Multipliers = Values<int>(shape["dim_mult"]),
            ResidualBlocks = (int)shape["num_res_blocks"]!,
            TemporalDownsample = Values<bool>(shape["temperal_downsample"]),
            AttentionScales = Values<double>(shape["attn_scales"]),
            LatentMean = Table(context, "mean"),
            LatentStd = Table(context, "std"),
        };
    }

    private static T[] Values<T>(JsonNode? list) => [.. list!.AsArray().Select(value => value!.GetValue<T>())];

    private static double[] Table(ParityContext context, string name)
    {
        using var values = context.Expected("vae.safetensors", name).to(ScalarType.Float64).cpu();
        return values.data<double>().ToArray();
    }
}
