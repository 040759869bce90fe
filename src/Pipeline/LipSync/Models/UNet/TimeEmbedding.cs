using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Parameters;
using Workbench.Pipeline.Taps;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Workbench.Pipeline.LipSync.Models.UNet;

/// <summary>Sinusoid and MLP of the timestep. Source: diffusers models/embeddings.py Timesteps, TimestepEmbedding.</summary>
internal sealed class TimeEmbedding(ParameterScope p, UNetConfig config) : IDisposable
{
    private readonly Linear linear1 = p.Linear("linear_1", config.BlockChannels[0], config.TimeWidth);
    private readonly Linear linear2 = p.Linear("linear_2", config.TimeWidth, config.TimeWidth);

    /// <summary>[B] to [B, time width].</summary>
    public Tensor Forward(Tensor timesteps, ScalarType dtype, Tap tap)
    {
        using var scope = NewDisposeScope();
        var t = tap.Pass("time_proj", Sinusoid(timesteps, config)).to(dtype); // [B, C0]
        return tap.Pass("time_embedding", linear2.Forward(F.silu(linear1.Forward(t)))).MoveToOuterDisposeScope();
    }

    /// <summary>Sinusoidal embedding in fp32: [B] to [B, C0]. At timestep 0 with cosines first: C0/2 ones, then zeros.</summary>
    public static Tensor Sinusoid(Tensor timesteps, UNetConfig config)
    {
        using var scope = NewDisposeScope();
        var half = config.BlockChannels[0] / 2;
        var exponent = arange(half, ScalarType.Float32, timesteps.device) * -Math.Log(10000) / (half - config.FrequencyShift);
        var angles = timesteps.to(ScalarType.Float32).unsqueeze(1) * exponent.exp().unsqueeze(0); // [B, half]
        Tensor[] parts = config.FlipSinToCos ? [angles.cos(), angles.sin()] : [angles.sin(), angles.cos()];
        return cat(parts, -1).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        linear1.Dispose();
        linear2.Dispose();
    }
}
