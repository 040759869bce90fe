using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.Models.WanDit;

/// <summary>
/// patch_embedding: a Conv3d whose kernel equals its stride. Run as one matrix multiply over cut-out patches, the same sums
/// without cuDNN's conv3d (some libtorch and cuDNN pairs are slow or run out of memory there in 16 bit). 2*L*D*C*patch FLOP.
/// </summary>
internal sealed class PatchEmbedding
{
    private readonly WanDitConfig config;
    private readonly Tensor weight;
    private readonly Tensor bias;

    public PatchEmbedding(ParameterScope parameters, WanDitConfig config)
    {
        this.config = config;
        var patch = config.PatchSize;
        weight = parameters.Tensor("weight", config.Dim, config.InDim, patch.Frames, patch.Height, patch.Width);
        bias = parameters.Tensor("bias", config.Dim);
    }

    public Device Device => weight.device;

    /// <summary>x [in_dim, T, h, w] to [1, L, D].</summary>
    public Tensor Forward(Tensor x, Tap tap)
    {
        using var scope = NewDisposeScope();
        tap["patch_embedding"].Launch("linear");
        var patches = Patches.Patchify(x, config.PatchSize).to(weight.dtype); // [1, L, C*pt*ph*pw]
        return F.linear(patches, weight.flatten(1), bias).MoveToOuterDisposeScope(); // [1, L, D]
    }
}
