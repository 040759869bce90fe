using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>
/// Per-channel mean and inverse std of the latents. Both live in the VAE's dtype and 1/std is computed first, in that dtype:
/// in 16 bits the std and then its reciprocal are rounded, as upstream has it.
/// </summary>
public sealed class LatentScale : IDisposable
{
    internal LatentScale(WanVaeConfig config, ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        Mean = Channels(config.LatentMean, dtype, device).DetachFromDisposeScope();
        InverseStd = Channels(config.LatentStd, dtype, device).reciprocal().DetachFromDisposeScope();
    }

    /// <summary>[1, z, 1, 1, 1].</summary>
    public Tensor Mean { get; }

    /// <summary>[1, z, 1, 1, 1].</summary>
    public Tensor InverseStd { get; }

    /// <summary>Raw latent mean [b, z, t, h, w] to the normalised latent that the DiT sees.</summary>
    public Tensor Normalise(Tensor mu) => (mu - Mean).mul_(InverseStd);

    /// <summary>Normalised latent [b, z, t, h, w] back to what the decoder expects.</summary>
    public Tensor Denormalise(Tensor latent) => (latent / InverseStd).add_(Mean);

    public void Dispose()
    {
        Mean.Dispose();
        InverseStd.Dispose();
    }

    private static Tensor Channels(IReadOnlyList<double> values, ScalarType dtype, Device device) =>
        tensor(values.ToArray(), ScalarType.Float64).to(dtype).to(device).reshape(1, values.Count, 1, 1, 1);
}
