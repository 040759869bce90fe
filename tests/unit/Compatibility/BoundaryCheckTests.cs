using Workbench.Pipeline.Compatibility;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Compatibility;

public sealed class BoundaryCheckTests
{
    private static readonly BoundaryExpectation Context = new(10, "context", ScalarType.Float16, [1, 4, null], "t5-bf16-context-cast", "init-bf16-then-fp16");

    private static BoundaryException Fails(Tensor tensor, BoundaryExpectation expected) => Assert.Throws<BoundaryException>(() => BoundaryCheck.Verify(tensor, expected));

    [Fact]
    public void What_was_agreed_passes()
    {
        using var scope = NewDisposeScope();
        BoundaryCheck.Verify(zeros(1, 4, 7, dtype: ScalarType.Float16), Context);
        BoundaryCheck.Verify(zeros([1, 4, 0], dtype: ScalarType.Float16), Context);
        BoundaryCheck.Verify(zeros(2, 2, dtype: ScalarType.Int64), new(12, "ids", null, [2, 2]));
    }

    [Fact]
    public void Another_dtype_names_tensor_and_patch()
    {
        using var scope = NewDisposeScope();
        var error = Fails(zeros(1, 4, 7, dtype: ScalarType.BFloat16), Context);
        Assert.Equal("stage 10: context: expected dtype float16, got bfloat16. The compatibility patch t5-bf16-context-cast prevents this.", error.Message);
    }

    [Theory]
    [InlineData(new long[] { 1, 5, 7 })]
    [InlineData(new long[] { 4, 7 })]
    [InlineData(new long[] { 1, 4, 7, 1 })]
    public void Another_shape_is_told(long[] shape)
    {
        using var scope = NewDisposeScope();
        var error = Fails(zeros(shape, dtype: ScalarType.Float16), Context);
        Assert.Contains("expected shape [1, 4, *], got [" + string.Join(", ", shape), error.Message, StringComparison.Ordinal);
        Assert.Null(error.Patch);
    }

    [Fact]
    public void NaN_and_infinity_are_counted()
    {
        using var scope = NewDisposeScope();
        var tensor = zeros(1, 4, 2, dtype: ScalarType.Float16);
        tensor[0, 0, 0] = float.NaN;
        tensor[0, 1, 0] = float.PositiveInfinity;
        tensor[0, 2, 1] = float.NegativeInfinity;
        var error = Fails(tensor, Context);
        Assert.Contains("got 1 NaN and 2 infinite of 8", error.Message, StringComparison.Ordinal);
        Assert.Equal("init-bf16-then-fp16", error.Patch);
    }

    [Fact]
    public void A_plans_boundaries_have_its_dtypes_and_name_real_patches()
    {
        var plan = CompatibilityPatches.Plan(PatchSettings.Gguf, PatchSettings.Blackwell);
        BoundaryExpectation[] all =
        [
            StageBoundaries.Context(plan, 4096), StageBoundaries.Conditioning(plan, 60, 104), StageBoundaries.Velocity(plan, 60, 104),
            StageBoundaries.Latent(plan, 60, 104), StageBoundaries.Video(plan, 480, 832),
        ];
        Assert.Equal([10, 11, 12, 12, 13], all.Select(b => b.Stage));
        Assert.Equal(new ScalarType?[] { ScalarType.Float16, ScalarType.Float16, ScalarType.Float32, ScalarType.Float16, ScalarType.Float16 }, all.Select(b => b.Dtype));
        Assert.Equal(new long?[] { 20, 21, 60, 104 }, all[1].Shape);
        Assert.Equal(new long?[] { 1, 3, 81, 480, 832 }, all[4].Shape);
        Assert.All(all.SelectMany(b => new[] { b.DtypePatch, b.FinitePatch }).OfType<string>(), id => Assert.NotNull(CompatibilityPatches.Find(id)));
    }
}
