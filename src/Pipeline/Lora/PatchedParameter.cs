using static TorchSharp.torch;

namespace Workbench.Pipeline.Lora;

/// <summary>A tensor that the network computes with, changed in place and restored bit for bit from a copy in host memory.</summary>
internal sealed class PatchedParameter : IDisposable
{
    private readonly Tensor live;
    private readonly Device device;
    private readonly Tensor original;

    /// <param name="live">The network's own tensor; not owned.</param>
    /// <param name="device">Where deltas are computed: where the network computes, also when <paramref name="live"/> is kept on the host, so that the numbers are the same.</param>
    public PatchedParameter(Tensor live, Device device)
    {
        this.device = device;
        this.live = live;
        original = live.to(CPU, copy: true).DetachFromDisposeScope();
    }

    /// <summary>
    /// original + sum of strength * delta, in upstream's order and rounding: each delta is computed in the parameter's dtype, then scaled, then added.
    /// No delta leaves exactly the original.
    /// </summary>
    public void Set(IEnumerable<(ILoraDelta Delta, double Strength)> deltas)
    {
        live.copy_(original);
        foreach (var (delta, strength) in deltas)
        {
            using var scope = NewDisposeScope();
            live.add_(Scaled.By(strength, delta.Dense(live.shape, live.dtype, device)).to(live.device));
        }
    }

    public void Dispose() => original.Dispose();
}
