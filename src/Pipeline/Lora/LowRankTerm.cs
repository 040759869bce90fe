using static TorchSharp.torch;

namespace Workbench.Pipeline.Lora;

/// <summary>
/// y += strength * scale * (x down^T) up^T. Cost: 2*M*rank*(inputs + outputs) FLOP, for rank 64 at width 5120 one fortieth of the layer's own,
/// and y is read and written once more: the second product accumulates into it, so that no tensor of y's size is made.
/// Rounding: one to the compute dtype after each product (upstream rounds the second product and the sum separately).
/// </summary>
internal sealed class LowRankTerm(Tensor down, Tensor up, double scale) : ILoraTerm
{
    public void AddTo(Tensor y, Tensor x, double strength)
    {
        using var scope = NewDisposeScope();
        var inner = x.mm(down.to(x.dtype).t()); // [M, rank]
        y.addmm_(inner.to(y.dtype), up.to(y.dtype).t(), 1, (float)(strength * scale));
    }

    public void Dispose()
    {
        down.Dispose();
        up.Dispose();
    }
}
