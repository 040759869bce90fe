namespace Workbench.Pipeline.Models.WanVae;

/// <summary>Shape of a Wan VAE. Source: Wan2.2 wan/modules/vae2_1.py, class WanVAE_.</summary>
public sealed record WanVaeConfig
{
    /// <summary>Channels of the first encoder stage (upstream <c>dim</c>).</summary>
    public required int Dim { get; init; }

    /// <summary>Latent channels (upstream <c>z_dim</c>).</summary>
    public required int LatentChannels { get; init; }

    /// <summary>Channels of each stage as multiples of <see cref="Dim"/> (upstream <c>dim_mult</c>); each stage but the last halves height and width.</summary>
    public required IReadOnlyList<int> Multipliers { get; init; }

    /// <summary>Residual blocks per encoder stage; the decoder has one more (upstream <c>num_res_blocks</c>).</summary>
    public required int ResidualBlocks { get; init; }

    /// <summary>Whether the step after an encoder stage halves time too (upstream <c>temperal_downsample</c>); one entry fewer than stages.</summary>
    public required IReadOnlyList<bool> TemporalDownsample { get; init; }

    /// <summary>Scales (1, 0.5, ...) at which stages carry attention (upstream <c>attn_scales</c>); none in the released model.</summary>
    public IReadOnlyList<double> AttentionScales { get; init; } = [];

    /// <summary>Mean of each latent channel, subtracted after encoding.</summary>
    public required IReadOnlyList<double> LatentMean { get; init; }

    /// <summary>Standard deviation of each latent channel, divided out after encoding.</summary>
    public required IReadOnlyList<double> LatentStd { get; init; }

    /// <summary>Pixels per latent position along height and width.</summary>
    public int SpatialStride => 1 << TemporalDownsample.Count;

    /// <summary>Frames per latent frame after the first.</summary>
    public int TemporalStride => 1 << TemporalDownsample.Count(halves => halves);

    /// <summary>The released Wan2.1 VAE, which Wan2.2-I2V-A14B uses: 194 tensors, 126,892,531 parameters, 16 channels at 4 x 8 x 8.</summary>
    public static WanVaeConfig Wan21 { get; } = new()
    {
        Dim = 96,
        LatentChannels = 16,
        Multipliers = [1, 2, 4, 4],
        ResidualBlocks = 2,
        TemporalDownsample = [false, true, true],
        LatentMean = [-0.7571, -0.7089, -0.9113, 0.1075, -0.1745, 0.9653, -0.1517, 1.5508, 0.4134, -0.0715, 0.5517, -0.3632, -0.1922, -0.9497, 0.2503, -0.2921],
        LatentStd = [2.8184, 1.4541, 2.3275, 2.6558, 1.2196, 1.7708, 2.6052, 2.0743, 3.2687, 2.1526, 2.8652, 1.5579, 1.6382, 1.1253, 2.8251, 1.9160],
    };

    /// <summary>Refuses a shape that cannot be built.</summary>
    /// <exception cref="ArgumentException">Names the setting, what it is and what it must be.</exception>
    public void Validate()
    {
        Require(Dim > 0 && LatentChannels > 0 && ResidualBlocks > 0, $"dim {Dim}, z_dim {LatentChannels} and num_res_blocks {ResidualBlocks} must be positive");
        Require(Multipliers.Count > 1 && Multipliers.All(m => m > 0), $"dim_mult [{string.Join(",", Multipliers)}] must hold at least two positive numbers");
        Require(TemporalDownsample.Count == Multipliers.Count - 1, $"temperal_downsample has {TemporalDownsample.Count} entries, expected {Multipliers.Count - 1}: one fewer than dim_mult");
        Require(LatentMean.Count == LatentChannels, $"latent mean has {LatentMean.Count} entries, expected z_dim = {LatentChannels}");
        Require(LatentStd.Count == LatentChannels && LatentStd.All(s => s > 0), $"latent std has {LatentStd.Count} entries, expected z_dim = {LatentChannels} positive ones");
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new ArgumentException("Wan VAE config: " + problem + ".");
        }
    }
}
