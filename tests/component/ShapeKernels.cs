using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>Results of the right shape and dtype without values, for the meta device: libtorch has no meta kernels for layer_norm and for attention. Checks shapes and dtypes instead.</summary>
internal sealed class ShapeKernels : IElementwise, IAttention
{
    public string Name => "shape";

    public Tensor NormModulate(Tensor x, Tensor shift, Tensor scale, double eps, ScalarType output, Tap tap, string norm)
    {
        Assert.Equal([1, 1, x.shape[2]], shift.shape);
        Assert.Equal([1, 1, x.shape[2]], scale.shape);
        return Like(x, output);
    }

    public Tensor NormAffine(Tensor x, Tensor weight, Tensor bias, double eps, ScalarType output) => Like(x, output);

    public Tensor RmsNorm(Tensor x, Tensor weight, double eps, ScalarType output) => Like(x, output);

    public Tensor RmsNormRope(Tensor x, Tensor weight, double eps, Tensor rope, ScalarType output, Tap tap, string norm)
    {
        Assert.Equal(x.shape[1], rope.shape[0]);
        return Like(x, output).view(1, x.shape[1], -1, 2 * rope.shape[2]);
    }

    public Tensor AddGated(Tensor x, Tensor y, Tensor gate, bool overwrite) => x + y * gate;

    public Tensor Gelu(Tensor x) => Like(x, x.dtype);

    public Tensor Attend(Tensor q, Tensor k, Tensor v)
    {
        Assert.Equal(k.shape, v.shape);
        Assert.Equal((q.shape[0], q.shape[2], q.shape[3]), (k.shape[0], k.shape[2], k.shape[3]));
        Assert.Equal((q.dtype, q.dtype), (k.dtype, v.dtype));
        return Like(q, v.dtype);
    }

    private static Tensor Like(Tensor x, ScalarType output) => empty(x.shape, output, x.device);
}
