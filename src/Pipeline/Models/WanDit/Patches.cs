using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanDit;

/// <summary>Cuts a latent into one row per token, and puts rows back together.</summary>
public static class Patches
{
    /// <summary>[C, T, h, w] to [1, L, C*pt*ph*pw], channel slowest: the order of a convolution weight [D, C, pt, ph, pw].</summary>
    public static Tensor Patchify(Tensor x, (long Frames, long Height, long Width) patch)
    {
        using var scope = NewDisposeScope();
        var grid = TokenGrid.Of(x.shape, patch);
        return x
            .reshape(x.shape[0], grid.Frames, patch.Frames, grid.Rows, patch.Height, grid.Columns, patch.Width)
            .permute(1, 3, 5, 0, 2, 4, 6) // [f, r, c, C, pt, ph, pw]
            .reshape(1, grid.Tokens, -1) // [1, L, C*pt*ph*pw]
            .MoveToOuterDisposeScope();
    }

    /// <summary>[1, L, pt*ph*pw*C], channel <em>fastest</em>, to [C, T, h, w]. Upstream: <c>fhwpqrc->cfphqwr</c>.</summary>
    public static Tensor Unpatchify(Tensor x, TokenGrid grid, (long Frames, long Height, long Width) patch, long channels)
    {
        using var scope = NewDisposeScope();
        return x
            .reshape(grid.Frames, grid.Rows, grid.Columns, patch.Frames, patch.Height, patch.Width, channels)
            .permute(6, 0, 3, 1, 4, 2, 5) // [C, f, pt, r, ph, c, pw]
            .reshape(channels, grid.Frames * patch.Frames, grid.Rows * patch.Height, grid.Columns * patch.Width)
            .MoveToOuterDisposeScope();
    }
}
