using Workbench.Pipeline.Models.WanVae;
using static TorchSharp.torch;

namespace Workbench.ComponentTests;

/// <summary>The plain convolutions, counted.</summary>
internal sealed class CountingVaeKernels : IVaeKernels
{
    public int Calls { get; private set; }

    public IConvolution Conv3d(Tensor weight, Tensor bias, long timeStride, long spacePadding) =>
        new Counted(this, PlainVaeKernels.Instance.Conv3d(weight, bias, timeStride, spacePadding));

    public IConvolution Conv2d(Tensor weight, Tensor bias, long stride, long padding) =>
        new Counted(this, PlainVaeKernels.Instance.Conv2d(weight, bias, stride, padding));

    public Tensor? NormSiluBehind(Tensor x, Tensor gamma, Tensor? past, long historyFrames, Tensor? bias = null) => null;

    public bool TakesBiases(Tensor x, long outputs) => false;

    public Tensor AddBiased(Tensor y, Tensor bias, Tensor shortcut) => PlainVaeKernels.Instance.AddBiased(y, bias, shortcut);

    private sealed class Counted(CountingVaeKernels owner, IConvolution inner) : IConvolution
    {
        public Tensor Bias => inner.Bias;

        public Tensor ForwardBare(Tensor x)
        {
            owner.Calls++;
            return inner.ForwardBare(x);
        }

        public Tensor Forward(Tensor x)
        {
            owner.Calls++;
            return inner.Forward(x);
        }

        public void Dispose() => inner.Dispose();
    }
}
