using Workbench.Pipeline.Taps;
using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanVae;

/// <summary>
/// Runs a VAE tile by tile: every tile goes through all its frames with a cache of its own, then is blended with the tile above and the one to the left.
/// Source: tiled_encode and tiled_decode of LightX2V lightx2v/models/video_encoders/hf/wan/vae.py.
/// Activations shrink to those of one tile; the price is (tile / stride)^2 = 1.8 times the work.
/// </summary>
public sealed class TiledWanVae
{
    private readonly WanVae vae;
    private readonly long tile;
    private readonly long stride;
    private readonly long latentTile;
    private readonly long latentStride;

    /// <param name="vae">Belongs to the caller.</param>
    /// <param name="tiling">Sizes in pixels.</param>
    public TiledWanVae(WanVae vae, VaeTiling tiling)
    {
        tiling.Validate(vae.Config.SpatialStride);
        this.vae = vae;
        (tile, stride) = (tiling.Tile, tiling.Stride);
        (latentTile, latentStride) = (tile / vae.Config.SpatialStride, stride / vae.Config.SpatialStride);
    }

    /// <inheritdoc cref="WanVae.Encode"/>
    public Tensor Encode(Tensor video, Tap tap = default, IProgress<(int Done, int Total)>? progress = null, CancellationToken cancellation = default) =>
        Run(video, (tile, stride), (latentTile, latentStride), (part, at, chunks) => vae.Encode(part, tap["tile", at], chunks, cancellation), progress);

    /// <inheritdoc cref="WanVae.EncodePicture"/>
    public Tensor EncodePicture(Tensor picture, long frames, Tap tap = default, IProgress<(int Done, int Total)>? progress = null, CancellationToken cancellation = default) =>
        Run(picture, (tile, stride), (latentTile, latentStride), (part, at, chunks) => vae.EncodePicture(part, frames, tap["tile", at], chunks, cancellation), progress);

    /// <inheritdoc cref="WanVae.Decode"/>
    public Tensor Decode(Tensor latent, Tap tap = default, IProgress<(int Done, int Total)>? progress = null, CancellationToken cancellation = default) =>
        Run(latent, (latentTile, latentStride), (tile, stride), (part, at, chunks) => vae.Decode(part, tap["tile", at], chunks, cancellation), progress);

    /// <summary>Upstream runs all tiles and blends afterwards; a tile needs only the row above and the tile to its left, so one row at a time gives the same.</summary>
    private static Tensor Run(
        Tensor x, (long Tile, long Stride) cut, (long Tile, long Stride) join,
        Func<Tensor, int, IProgress<(int, int)>?, Tensor> runTile, IProgress<(int Done, int Total)>? progress)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (x.shape[3], x.shape[4]);
        var columns = (int)((width + cut.Stride - 1) / cut.Stride);
        var total = columns * (int)((height + cut.Stride - 1) / cut.Stride);
        var above = new Tensor[columns];
        var joined = new List<Tensor>();
        for (long top = 0, at = 0; top < height; top += cut.Stride)
        {
            var row = new Tensor[columns];
            for (var column = 0; column < columns; column++, at++)
            {
                var left = column * cut.Stride;
                using var part = x.narrow(3, top, Math.Min(cut.Tile, height - top)).narrow(4, left, Math.Min(cut.Tile, width - left));
                row[column] = runTile(part, (int)at, progress is null ? null : new TileProgress(progress, (int)at, total));
                if (top > 0)
                {
                    TileBlend.Into(row[column], above[column], 3, join.Tile - join.Stride);
                }

                if (column > 0)
                {
                    TileBlend.Into(row[column], row[column - 1], 4, join.Tile - join.Stride);
                }
            }

            joined.Add(cat([.. row.Select(one => Kept(one, join.Stride))], 4)); // [1, c, t, stride, W]
            Array.ForEach(above, one => one?.Dispose());
            above = row;
        }

        return cat(joined, 3).MoveToOuterDisposeScope();                        // [1, c, t, H, W]
    }

    private static Tensor Kept(Tensor tile, long stride) => tile.narrow(3, 0, Math.Min(stride, tile.shape[3])).narrow(4, 0, Math.Min(stride, tile.shape[4]));

    /// <summary>Chunks of one tile as a part of all.</summary>
    private sealed class TileProgress(IProgress<(int Done, int Total)> whole, int tile, int tiles) : IProgress<(int Done, int Total)>
    {
        public void Report((int Done, int Total) value) => whole.Report((tile * value.Total + value.Done, tiles * value.Total));
    }
}
