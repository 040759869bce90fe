using Workbench.Pipeline.Models.WanDit;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Dit;

public sealed class Rope3DTests : IDisposable
{
    private readonly Rope3D rope = new(16, ScalarType.Float64);

    [Theory]
    [InlineData(128, 22, 21, 21)]
    [InlineData(16, 4, 2, 2)]
    [InlineData(2, 1, 0, 0)]
    public void Pairs_split_over_the_axes_as_upstream_splits_them(long headDim, long frames, long rows, long columns)
    {
        using var other = new Rope3D(headDim, ScalarType.Float64);
        Assert.Equal((frames, rows, columns), other.Split);
    }

    [Fact]
    public void Every_entry_is_a_rotation()
    {
        using var scope = NewDisposeScope();
        var magnitude = rope.Table(new(3, 4, 5), CPU).abs();
        Assert.Equal([60L, 1, 8], magnitude.shape);
        Assert.True(magnitude.sub(1).abs().max().item<double>() < 1e-15);
    }

    [Fact]
    public void The_token_at_the_origin_is_not_rotated_and_lengths_are_kept()
    {
        using var scope = NewDisposeScope();
        var x = randn(1, 60, 32, dtype: ScalarType.Float64);
        var rotated = Rotate(x, rope.Table(new(3, 4, 5), CPU), 2);

        Assert.True(rotated[0, 0].flatten().sub(x[0, 0]).abs().max().item<double>() == 0);
        var lengthChange = rotated.flatten(2).square().sum(2).sub(x.square().sum(2)).abs().max().item<double>();
        Assert.True(lengthChange < 1e-12, $"squared lengths moved by {lengthChange}");
    }

    [Theory]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 0, 1)]
    [InlineData(1, 2, 1)]
    public void Scores_depend_on_the_distance_alone(long frames, long rows, long columns)
    {
        using var scope = NewDisposeScope();
        var grid = new TokenGrid(4, 5, 6);
        var table = rope.Table(grid, CPU);
        var (q, k) = (randn(1, 1, 16, dtype: ScalarType.Float64), randn(1, 1, 16, dtype: ScalarType.Float64));

        var first = Score(new(0, 0, 0));
        var second = Score(new(2, 1, 3));

        Assert.Equal(first, second, 1e-12);

        double Score(TokenGrid at)
        {
            var (here, there) = (Index(at.Frames, at.Rows, at.Columns), Index(at.Frames + frames, at.Rows + rows, at.Columns + columns));
            var rotatedQ = Rotate(q, table.narrow(0, here, 1), 1);
            var rotatedK = Rotate(k, table.narrow(0, there, 1), 1);
            return (rotatedQ * rotatedK).sum().item<double>();
        }

        long Index(long f, long r, long c) => (f * grid.Rows + r) * grid.Columns + c;
    }

    [Fact]
    public void A_grid_is_tabulated_once()
    {
        using var scope = NewDisposeScope();
        var first = rope.Table(new(2, 3, 4), CPU);
        Assert.Same(first, rope.Table(new(2, 3, 4), CPU));
        Assert.NotSame(first, rope.Table(new(2, 3, 5), CPU));
        Assert.Equal(0, scope.DisposablesCount);
    }

    [Fact]
    public void Fp32_angles_are_near_fp64_ones()
    {
        using var scope = NewDisposeScope();
        using var single = new Rope3D(16, ScalarType.Float32);
        var difference = view_as_real(single.Table(new(2, 40, 80), CPU)).sub(view_as_real(rope.Table(new(2, 40, 80), CPU))).abs().max().item<double>();

        // Angles reach 79, where fp32 values are 7.6e-6 apart.
        Assert.InRange(difference, 1e-9, 1e-5);
    }

    [Fact]
    public void An_axis_beyond_the_table_is_refused()
    {
        Assert.Contains("1024", Assert.Throws<ArgumentException>(() => rope.Table(new(1, 1, 1025), CPU)).Message, StringComparison.Ordinal);
    }

    public void Dispose() => rope.Dispose();

    private static Tensor Rotate(Tensor x, Tensor table, long heads)
    {
        var complex = x.reshape(1, x.shape[1], heads, -1, 2).view_as_complex();
        return (complex * table).view_as_real().flatten(3);
    }
}
