namespace Workbench.Pipeline.Running.Weights;

/// <summary>The networks of an image-to-video model.</summary>
public enum ModelNetwork
{
    /// <summary>UMT5.</summary>
    TextEncoder,

    /// <summary>The expert of the noisy steps.</summary>
    HighNoise,

    /// <summary>The expert of the other steps.</summary>
    LowNoise,

    /// <summary>Encoder and decoder of pictures.</summary>
    Vae,
}
