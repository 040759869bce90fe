namespace Workbench.Pipeline.Models.WanDit;

/// <summary>Tokens of a latent video: frame-major, then row, then column.</summary>
/// <param name="Frames">Token frames.</param>
/// <param name="Rows">Token rows.</param>
/// <param name="Columns">Token columns.</param>
public readonly record struct TokenGrid(long Frames, long Rows, long Columns)
{
    /// <summary>L, the number of tokens.</summary>
    public long Tokens => Frames * Rows * Columns;

    /// <summary>The grid of a latent [channels, T, h, w].</summary>
    /// <exception cref="ArgumentException">A side is empty or no multiple of the patch: upstream would drop the rest without a word.</exception>
    public static TokenGrid Of(ReadOnlySpan<long> latent, (long Frames, long Height, long Width) patch)
    {
        if (latent.Length != 4 || latent[1] <= 0 || latent[2] <= 0 || latent[3] <= 0
            || latent[1] % patch.Frames != 0 || latent[2] % patch.Height != 0 || latent[3] % patch.Width != 0)
        {
            throw new ArgumentException($"latent [{string.Join(",", latent.ToArray())}] must be [channels, T, h, w] with T, h, w positive multiples of {patch}.");
        }

        return new(latent[1] / patch.Frames, latent[2] / patch.Height, latent[3] / patch.Width);
    }
}
