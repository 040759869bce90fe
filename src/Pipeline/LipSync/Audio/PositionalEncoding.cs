using static TorchSharp.torch;

namespace Workbench.Pipeline.LipSync.Audio;

/// <summary>
/// Sines and cosines added to the audio tokens of one frame before cross-attention; without them the tokens have no order.
/// No parameters. Source: MuseTalk musetalk/models/unet.py PositionalEncoding.
/// </summary>
public static class PositionalEncoding
{
    /// <summary>The table in fp32: [positions, width], sin at even and cos at odd channels.</summary>
    public static Tensor Table(long positions, long width, Device? device = null)
    {
        using var scope = NewDisposeScope();
        var place = arange(positions, ScalarType.Float32).unsqueeze(1); // [P, 1]
        var rate = (arange(0, width, 2, ScalarType.Float32) * (-Math.Log(10000) / width)).exp(); // [ceil(width/2)]
        var angles = place * rate;
        return stack([angles.sin(), angles.cos()], -1).flatten(1).narrow(1, 0, width).contiguous().to(device ?? CPU).MoveToOuterDisposeScope();
    }

    /// <summary>Tokens plus their places; the places start anew for every frame.</summary>
    /// <param name="tokens">[frames, tokens, width].</param>
    public static Tensor Add(Tensor tokens)
    {
        using var scope = NewDisposeScope();
        return (tokens + Table(tokens.shape[1], tokens.shape[2], tokens.device).to(tokens.dtype)).MoveToOuterDisposeScope();
    }
}
