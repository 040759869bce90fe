using Workbench.Pipeline.Configuration;
using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanDit;

/// <summary>head: modulated by e (not e0), then one linear layer to the values of a patch.</summary>
internal sealed class WanHead
{
    private readonly WanDitConfig config;
    private readonly DtypePlan dtypes;
    private readonly IElementwise elementwise;
    private readonly Tensor modulation;
    private readonly Linear head;

    public WanHead(ParameterScope parameters, WanDitConfig config, DtypePlan dtypes, WanDitKernels kernels)
    {
        this.config = config;
        this.dtypes = dtypes;
        elementwise = kernels.Elementwise;
        modulation = parameters.As(dtypes.Residual).Tensor("modulation", 1, 2, config.Dim);
        head = parameters.As(dtypes.Head).Linear("head", config.Dim, config.PatchVolume * config.OutDim);
    }

    /// <summary>x [1, L, D] and e [1, D] to [1, L, pt*ph*pw*out_dim].</summary>
    public Tensor Forward(Tensor x, Tensor e, Tap tap)
    {
        using var scope = NewDisposeScope();
        var shiftScale = (modulation + e.to(dtypes.Residual).unsqueeze(1)).chunk(2, 1); // two of [1, 1, D]
        tap["head"]["norm"].Launch("norm_modulate");
        var input = elementwise.NormModulate(x, shiftScale[0], shiftScale[1], config.Eps, dtypes.Head, tap["head"], "norm"); // [1, L, D]
        input = tap["head"].Pass("in", input);
        return head.Forward(input, tap["head"], "out").MoveToOuterDisposeScope(); // [1, L, pt*ph*pw*out_dim]
    }
}
