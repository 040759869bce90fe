using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Runtime;

public sealed class AtenTests
{
    [Fact]
    public void Reaches_an_operator_with_tensors_and_scalars()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new float[] { 3, 4 });

        var y = Aten.Call("aten::_fused_rms_norm", "", x, new long[] { 2 }, AtenArgument.None, AtenArgument.Some(0.0));

        var rms = MathF.Sqrt(12.5f);
        Assert.Equal([3 / rms, 4 / rms], y.data<float>().ToArray(), (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Fact]
    public void Reaches_operators_whose_result_is_an_integer()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(3, Aten.CallInteger("aten::size", "int", ones(2, 3), -1L));

        // The question that TorchSdpaAttention asks on CUDA: math 0, flash 1, memory-efficient 2, cuDNN 3.
        var q = ones(1, 2, 64, 16);
        Assert.InRange(Aten.CallInteger("aten::_fused_sdp_choice", "", q, q, q, AtenArgument.None, 0.0, false, AtenArgument.None, false), 0, 3);
        Assert.Throws<AtenException>(() => Aten.CallInteger("aten::size", "int", ones(2, 3), 5L));
    }

    [Fact]
    public void A_shape_error_is_an_exception_that_names_operator_and_shapes()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<AtenException>(() => Aten.Call("aten::matmul", "", ones(2, 3), ones(4, 5)));
        Assert.Contains("aten::matmul", error.Message, StringComparison.Ordinal);
        Assert.Contains("Float32[2,3]@CPU", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_operator_is_an_exception()
    {
        Assert.Throws<AtenException>(() => Aten.Call("aten::no_such_operator", ""));
    }

    [Fact]
    public void Float8_rounds_to_nearest_even()
    {
        using var scope = NewDisposeScope();
        var y = tensor(new float[] { 1.0625f, 1.1875f, 448f }).to(Float8.E4M3FN).to(ScalarType.Float32);
        Assert.Equal([1.0f, 1.25f, 448f], y.data<float>().ToArray());
    }

    [Fact]
    public void Repeated_calls_leak_no_tensors()
    {
        using var scope = NewDisposeScope();
        var a = ones(64, 64);
        for (var i = 0; i < 1000; i++)
        {
            using var inner = NewDisposeScope();
            _ = Aten.Call("aten::mm", "", a, a);
        }

        Assert.Equal(1, scope.DisposablesCount);
    }
}
