using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>Linear blending of a tile with its neighbour, in place. Source: blend_v and blend_h of LightX2V lightx2v/models/video_encoders/hf/wan/vae.py.</summary>
internal static class TileBlend
{
    /// <summary>
    /// Blends the first positions of <paramref name="tile"/> along <paramref name="axis"/> with the last ones of <paramref name="neighbour"/>:
    /// weight y / extent on the tile at distance y. The neighbour is already blended itself, as upstream has it.
    /// </summary>
    public static void Into(Tensor tile, Tensor neighbour, int axis, long extent)
    {
        extent = Math.Min(extent, Math.Min(neighbour.shape[axis], tile.shape[axis]));
        if (extent == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var shape = new long[] { 1, 1, 1, 1, 1 };
        shape[axis] = extent;
        var weight = (arange(extent, ScalarType.Float64) / extent).reshape(shape);
        var place = tile.narrow(axis, 0, extent);
        var before = neighbour.narrow(axis, neighbour.shape[axis] - extent, extent);
        place.copy_(Times(before, 1 - weight).add_(Times(place, weight)));
    }

    /// <summary>x * weight as upstream multiplies by a Python number: in fp32, each product rounded to x's dtype.</summary>
    private static Tensor Times(Tensor x, Tensor weight) =>
        (x.to(ScalarType.Float32) * weight.to(ScalarType.Float32).to(x.device)).to(x.dtype);
}
