using static TorchSharp.torch;

namespace Workbench.Pipeline.Models.WanDit;

/// <summary>
/// Rotary position angles over frame, row and column, as unit complex numbers. Of the head_dim/2 pairs c, the columns split
/// [c - 2*(c/3), c/3, c/3]; each axis has its own base 10000^(-2j/width). Source: rope_params and rope_apply of wan/modules/model.py.
/// One grid's table is kept (33 MB for 480p in fp64), because all steps of a run share a grid.
/// Tables are made on the CPU and copied, so that they are the same on every device.
/// </summary>
/// <param name="headDim">Channels per head, even.</param>
/// <param name="angles">fp64 (official) or fp32 (LightX2V) angles and rotation.</param>
public sealed class Rope3D(long headDim, ScalarType angles) : IDisposable
{
    /// <summary>Positions per axis that upstream tabulates.</summary>
    public const long Positions = 1024;

    private (TokenGrid Grid, string Device, Tensor Table)? cached;

    /// <summary>Complex pairs that rotate with frame, row and column.</summary>
    public (long Frames, long Rows, long Columns) Split { get; } = (headDim / 2 - 2 * (headDim / 2 / 3), headDim / 2 / 3, headDim / 2 / 3);

    /// <summary>The rotation of every token, [L, 1, head_dim/2] complex. Owned by this object, valid until another grid is asked for.</summary>
    /// <exception cref="ArgumentException">An axis is longer than <see cref="Positions"/>.</exception>
    public Tensor Table(TokenGrid grid, Device device)
    {
        if (cached is { } kept && kept.Grid == grid && kept.Device == device.ToString())
        {
            return kept.Table;
        }

        if (Math.Max(grid.Frames, Math.Max(grid.Rows, grid.Columns)) > Positions)
        {
            throw new ArgumentException($"{grid}: no axis may exceed {Positions} tokens.");
        }

        var table = Make(grid, device).DetachFromDisposeScope();
        cached?.Table.Dispose();
        cached = (grid, device.ToString(), table);
        return table;
    }

    /// <summary>The first <paramref name="count"/> rows of upstream's table, [count, head_dim/2] complex, on the CPU: columns of frame, then row, then column.</summary>
    public Tensor Frequencies(long count)
    {
        using var scope = NewDisposeScope();
        return cat([Axis(count, Split.Frames), Axis(count, Split.Rows), Axis(count, Split.Columns)], 1).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        cached?.Table.Dispose();
        cached = null;
    }

    private Tensor Make(TokenGrid grid, Device device)
    {
        using var scope = NewDisposeScope();
        var (f, r, c) = grid;
        var frames = Axis(f, Split.Frames).view(f, 1, 1, -1).expand(f, r, c, -1); // [f, r, c, pairs of frame]
        var rows = Axis(r, Split.Rows).view(1, r, 1, -1).expand(f, r, c, -1); // [f, r, c, pairs of row]
        var columns = Axis(c, Split.Columns).view(1, 1, c, -1).expand(f, r, c, -1); // [f, r, c, pairs of column]
        var table = cat([frames, rows, columns], 3).reshape(grid.Tokens, 1, -1); // [L, 1, head_dim/2]
        return table.to(device).MoveToOuterDisposeScope();
    }

    /// <summary>Positions 0 to count-1 of one axis with so many pairs, [count, pairs] complex.</summary>
    private Tensor Axis(long count, long pairs)
    {
        using var scope = NewDisposeScope();
        var exponent = arange(0, 2 * pairs, 2, angles).div(2 * pairs); // [pairs]
        var frequency = 1 / full([pairs], 10000, angles).pow(exponent); // [pairs]
        var angle = outer(arange(count, angles), frequency); // [count, pairs]
        return polar(ones_like(angle), angle).MoveToOuterDisposeScope();
    }
}
