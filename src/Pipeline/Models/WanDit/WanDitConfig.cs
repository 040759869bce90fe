namespace Workbench.Pipeline.Models.WanDit;

/// <summary>Hyper-parameters of a WanModel, by upstream's names (config.json of Wan2.2; wan/configs/wan_i2v_A14B.py). Both experts share one.</summary>
public sealed record WanDitConfig
{
    /// <summary>Width of the residual stream.</summary>
    public required long Dim { get; init; }

    /// <summary>Hidden width of the feed-forward layers.</summary>
    public required long FfnDim { get; init; }

    /// <summary>Attention heads; <see cref="HeadDim"/> must be even.</summary>
    public required long NumHeads { get; init; }

    /// <summary>Transformer blocks.</summary>
    public required int NumLayers { get; init; }

    /// <summary>Input channels: noisy latent, then mask, then image latent.</summary>
    public required long InDim { get; init; }

    /// <summary>Channels of the predicted velocity.</summary>
    public required long OutDim { get; init; }

    /// <summary>Width of the time sinusoid, even.</summary>
    public required long FreqDim { get; init; }

    /// <summary>Width of the text encoder's output.</summary>
    public required long TextDim { get; init; }

    /// <summary>Rows of the padded text context; all of them are attended to.</summary>
    public required long TextLen { get; init; }

    /// <summary>Latent frames, rows and columns per token.</summary>
    public (long Frames, long Height, long Width) PatchSize { get; init; } = (1, 2, 2);

    /// <summary>Added to variances and mean squares in every norm.</summary>
    public double Eps { get; init; } = 1e-6;

    /// <summary>Channels per head.</summary>
    public long HeadDim => Dim / NumHeads;

    /// <summary>Latent positions per token.</summary>
    public long PatchVolume => PatchSize.Frames * PatchSize.Height * PatchSize.Width;

    /// <summary>Wan2.2-I2V-A14B: 14,288,901,184 parameters per expert.</summary>
    public static WanDitConfig I2VA14B { get; } = new()
    {
        Dim = 5120,
        FfnDim = 13824,
        NumHeads = 40,
        NumLayers = 40,
        InDim = 36,
        OutDim = 16,
        FreqDim = 256,
        TextDim = 4096,
        TextLen = 512,
    };

    /// <summary>Fails on sizes that no WanModel can have.</summary>
    /// <exception cref="ArgumentException">Names the key.</exception>
    public void Validate()
    {
        if (Dim <= 0 || NumHeads <= 0 || Dim % NumHeads != 0 || HeadDim % 2 != 0)
        {
            throw new ArgumentException($"dim {Dim} must divide into num_heads {NumHeads} heads of even width.");
        }

        if (FreqDim <= 0 || FreqDim % 2 != 0)
        {
            throw new ArgumentException($"freq_dim {FreqDim} must be even and positive.");
        }

        foreach (var (name, value) in new[] { ("ffn_dim", FfnDim), ("num_layers", NumLayers), ("in_dim", InDim), ("out_dim", OutDim), ("text_dim", TextDim), ("text_len", TextLen), ("patch_size", PatchVolume) })
        {
            if (value <= 0)
            {
                throw new ArgumentException($"{name} must be positive, got {value}.");
            }
        }
    }
}
