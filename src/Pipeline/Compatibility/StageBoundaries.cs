using static TorchSharp.torch;

namespace Workbench.Pipeline.Compatibility;

/// <summary>The agreed tensors between the stages of a plan. T, h, w are latent sizes; F, H, W pixel sizes.</summary>
public static class StageBoundaries
{
    /// <summary>Exit of 10, entry of 12: context [1, text_len, text_dim].</summary>
    public static BoundaryExpectation Context(ExecutionPlan plan, long? textDim = null) =>
        new(10, "context", plan.Compute, [1, plan.Config.TextLength, textDim], "t5-bf16-context-cast", "init-bf16-then-fp16");

    /// <summary>Exit of 11, entry of 12: y [20, T, h, w] = 4 mask + 16 latent channels.</summary>
    public static BoundaryExpectation Conditioning(ExecutionPlan plan, long? height = null, long? width = null) =>
        new(11, "y", plan.Config.Dtypes.Plan.Latents == ScalarType.Float32 ? null : plan.Compute, [20, plan.Config.LatentFrames, height, width], "vae-inner-cast", "vae-scale-cast");

    /// <summary>Inside 12: the velocity [16, T, h, w], always fp32.</summary>
    public static BoundaryExpectation Velocity(ExecutionPlan plan, long? height = null, long? width = null) =>
        new(12, "velocity", ScalarType.Float32, [16, plan.Config.LatentFrames, height, width], "patch-embedding-cast", "attention-sdpa");

    /// <summary>Exit of 12, entry of 13: the latent [16, T, h, w].</summary>
    public static BoundaryExpectation Latent(ExecutionPlan plan, long? height = null, long? width = null) =>
        new(12, "latent", plan.Config.Dtypes.Plan.Latents, [16, plan.Config.LatentFrames, height, width]);

    /// <summary>Exit of 13: the video [1, 3, F, H, W] in [-1, 1].</summary>
    public static BoundaryExpectation Video(ExecutionPlan plan, long? height = null, long? width = null) =>
        new(13, "video", plan.Config.Dtypes.Plan.Vae, [1, 3, plan.Config.Frames, height, width], "vae-inner-cast", "vae-scale-cast");
}
