using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanDit;

/// <summary>sinusoidal_embedding_1d of wan/modules/model.py: the timestep times 10000^(-i/half), cosines first, then sines.</summary>
public static class Sinusoid
{
    /// <summary>Embeds timesteps.</summary>
    /// <param name="timesteps">[n], 0 to 1000, fractions allowed.</param>
    /// <param name="width">Even.</param>
    /// <param name="angles">fp64 (official) or fp32 (LightX2V): dtype of the angles and of the result.</param>
    /// <returns>[n, width]</returns>
    public static Tensor Embed(Tensor timesteps, long width, ScalarType angles)
    {
        using var scope = NewDisposeScope();
        var half = width / 2;
        var position = timesteps.to(angles); // [n]
        var exponent = arange(half, angles, position.device).neg().div(half); // [half]
        var frequency = full([half], 10000, angles, position.device).pow(exponent); // [half]
        var angle = outer(position, frequency); // [n, half]
        return cat([angle.cos(), angle.sin()], 1).MoveToOuterDisposeScope(); // [n, width]
    }
}
