using Workbench.Pipeline.Configuration;

namespace Workbench.Pipeline.Hub.Models;

/// <summary>
/// Device memory that a configuration needs, stage by stage: weights exactly, activations by counting the tensors that live at once.
/// An estimate for choosing a scheme before a download; allocator slack and library workspaces (about 1 GB on CUDA) come on top.
/// </summary>
/// <param name="Rows">In the order of the stages.</param>
public sealed record DeviceMemoryPlan(IReadOnlyList<MemoryRow> Rows)
{
    /// <summary>The largest stage: what the device must have.</summary>
    public long Peak => Rows.Max(r => r.Total);

    /// <summary>The plan for a configuration, with real file sizes of the experts where they are known.</summary>
    public static DeviceMemoryPlan For(PipelineConfig config, ModelSizes? modelSizes = null, long? expertBytes = null)
    {
        var sizes = modelSizes ?? ModelSizes.From(config.Network);
        var plan = config.Dtypes.Plan;
        var expert = expertBytes ?? sizes.ExpertBytes(config.Quant, config.Dtypes.Compute);
        var vae = sizes.Vae * plan.Vae.ElementSize();
        var text = sizes.TextEncoder.All * plan.TextEncoder.ElementSize();
        var vaeResident = config.VaeVisits ? 0 : vae;
        var textResident = config.TextEncoderVisits ? 0 : text;
        var ditResident = ResidentDit(config, sizes, expert);
        var textNeed = config.TextEncoderVisits ? (sizes.TextEncoder.Block + sizes.TextEncoder.Embedding) * plan.TextEncoder.ElementSize() : text;
        var vaeActivations = Vae(config);
        return new(
        [
            new("10 text encode", textNeed + vaeResident + ditResident, config.TextLength * 64L * config.TextLength * 4 * 2),
            new("11 image encode", vae + textResident + ditResident, vaeActivations),
            new("12 DIT step", ditResident + vaeResident + textResident, Widened(config, sizes) + Dit(config, sizes)),
            new("13 VAE decode", vae + textResident + ditResident, vaeActivations),
        ]);
    }

    /// <summary>What the experts hold as long as they are loaded: both, one and the other's small parts, or two blocks and both's small parts.</summary>
    private static long ResidentDit(PipelineConfig config, ModelSizes sizes, long expert)
    {
        // Outside the blocks: embeddings, time projection, head.
        var outside = (sizes.ExpertRest - (sizes.Layers * ((21 * sizes.Dim) + sizes.FfnDim))) * config.Dtypes.Compute.ElementSize();
        var block = (expert - outside) / sizes.Layers;
        return config.Offload.Dit switch
        {
            OffloadGranularity.None => 2 * expert,
            OffloadGranularity.Model => expert + outside,
            _ => (2 * block) + (2 * outside),
        };
    }

    /// <summary>A quantised matrix is widened while it multiplies: the largest one at a time.</summary>
    private static long Widened(PipelineConfig config, ModelSizes sizes) =>
        config.Quant.Family == QuantFamily.Gguf ? sizes.Dim * sizes.FfnDim * config.Dtypes.Compute.ElementSize() : 0;

    /// <summary>Tokens L = T*(h/2)*(w/2). At once: residual and five [L,D] in attention, or two [L,D] and two [L,F] in the feed-forward; a wide residual adds two fp32 [L,D].</summary>
    private static long Dit(PipelineConfig config, ModelSizes sizes)
    {
        var tokens = config.LatentFrames * ((long)config.TargetHeight * config.TargetWidth / 256);
        long compute = config.Dtypes.Plan.Compute.ElementSize();
        long residual = config.Dtypes.Plan.Residual.ElementSize();
        var layer = Math.Max(5 * sizes.Dim, (2 * sizes.Dim) + (2 * sizes.FfnDim)) * compute;
        return tokens * ((sizes.Dim * residual) + layer + (residual > compute ? 2 * sizes.Dim * 4 : 0));
    }

    /// <summary>Per full-size pixel about 5,200 values: four frames at 192 and 96 channels with their copies, and two cached frames of each causal convolution.</summary>
    private static long Vae(PipelineConfig config)
    {
        var pixels = config.Vae.Tiling ? 256L * 256 : (long)config.TargetHeight * config.TargetWidth;
        return (5200 * pixels * config.Dtypes.Plan.Vae.ElementSize()) + (config.Frames * 3L * config.TargetHeight * config.TargetWidth * config.Dtypes.Plan.Vae.ElementSize());
    }
}
