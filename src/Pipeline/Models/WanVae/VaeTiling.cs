namespace Workbench.Pipeline.Models.WanVae;

/// <summary>
/// How a picture is cut where a whole frame does not fit on the device (LightX2V's <c>use_tiling_vae</c>). Results differ from the whole run:
/// neighbouring tiles do not see each other beyond their overlap.
/// </summary>
/// <param name="Tile">Side of a tile in pixels.</param>
/// <param name="Stride">Distance of neighbouring tiles in pixels; the rest is overlap, over which they are blended.</param>
public sealed record VaeTiling(int Tile, int Stride)
{
    /// <summary>Upstream's: 256 and 192 pixels.</summary>
    public static VaeTiling Default { get; } = new(256, 192);

    /// <summary>Refuses tiles that leave gaps or do not fall on latent positions.</summary>
    /// <exception cref="ArgumentException">Says which.</exception>
    public void Validate(int spatialStride)
    {
        if (Stride < 1 || Tile < Stride || Tile % spatialStride != 0 || Stride % spatialStride != 0)
        {
            throw new ArgumentException($"VAE tiling: tile {Tile} and stride {Stride} must be positive multiples of {spatialStride}, and the tile at least as large as the stride.");
        }
    }
}
