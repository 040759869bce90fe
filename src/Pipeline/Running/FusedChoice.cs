using Workbench.Pipeline.Compatibility;
using Workbench.Pipeline.Kernels.Nvrtc;
using Workbench.Pipeline.Models.Umt5;
using Workbench.Pipeline.Models.WanVae;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Running;

/// <summary>
/// Whether a run takes the fused kernels: on CUDA, in 16 bits, where NVRTC is present and <c>workbench.fused_kernels</c> is not false. They hold
/// intermediate values in fp32 and round once where the plain operations round after each; fp32 runs keep the plain operations.
/// </summary>
/// <param name="On">Whether 16-bit networks get them.</param>
/// <param name="Why">For people: what decided.</param>
public sealed record FusedChoice(bool On, string Why)
{
    /// <summary>The key of the switch.</summary>
    public const string Key = "workbench.fused_kernels";

    /// <summary>The choice for a plan on this machine.</summary>
    public static FusedChoice For(ExecutionPlan plan) => For(plan, plan.Device.IsCuda ? KernelLibrary.Describe() : null);

    /// <summary>The choice for a plan.</summary>
    /// <param name="compiler">NVRTC's description; null: absent.</param>
    public static FusedChoice For(ExecutionPlan plan, string? compiler)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return (plan.Device.IsCuda, plan.Config.Kernels.Fused, compiler) switch
        {
            (false, _, _) => new(false, "plain torch on the CPU"),
            (_, false, _) => new(false, $"plain torch: {Key} is false"),
            (_, _, null) => new(false, "plain torch: NVRTC was not found (see `workbench doctor`)"),
            _ => new(true, $"fused kernels in 16 bits, {compiler}; --set {Key}=false for plain torch"),
        };
    }

    /// <summary>Whether a network that computes in <paramref name="dtype"/> gets them.</summary>
    public bool Takes(ScalarType dtype) => On && dtype is (ScalarType.BFloat16 or ScalarType.Float16);

    /// <summary>The VAE's kernels.</summary>
    public IVaeKernels Vae(ScalarType dtype) => Takes(dtype) ? ChannelsLastKernels.Instance : PlainVaeKernels.Instance;

    /// <summary>The text encoder's kernels.</summary>
    public Umt5Config TextEncoder(Umt5Config config, ScalarType dtype) =>
        Takes(dtype) ? config with { Fused = true, Attention = Umt5AttentionKind.Sdpa } : config;

    /// <summary>What runs, for the log.</summary>
    internal string Text(ScalarType dtype, string fused, string plain) => $"kernels: {(Takes(dtype) ? fused : plain)} ({(On && !Takes(dtype) ? $"fused ones are for 16 bits, this is {dtype}" : Why)})";
}
