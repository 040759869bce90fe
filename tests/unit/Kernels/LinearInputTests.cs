using Workbench.Pipeline.Kernels;
using Workbench.Pipeline.Kernels.Fp8;
using Workbench.Pipeline.Runtime;
using static TorchSharp.torch;

namespace Workbench.UnitTests.Kernels;

public sealed class LinearInputTests
{
    [Fact]
    public void Values_go_through_the_layer_as_they_are()
    {
        using var scope = NewDisposeScope();
        using var layer = new Linear("layer", new DenseWeight(randn([8, 16])), randn([8]));
        var x = randn([1, 3, 16]);
        LinearInput input = x;
        Assert.True(input.Through(layer).equal(layer.Forward(x)).all().item<bool>());
    }

    [Fact]
    public void Quantised_rows_are_for_fp8_weights_on_tensor_cores_only()
    {
        using var scope = NewDisposeScope();
        using var dense = new Linear("dense", new DenseWeight(randn([16, 16])), null);
        using var fp8 = new Linear("fp8", new Fp8Weight(randn([16, 16]).to(Float8.E4M3FN), ones([16, 1]), new() { Fused = true }), null);
        Assert.False(dense.TakesRows(CPU));
        Assert.False(fp8.TakesRows(CPU));
    }

    [Fact]
    public void Plain_operations_quantise_nothing_ahead()
    {
        using var scope = NewDisposeScope();
        IElementwise torch = new TorchElementwise(Pipeline.Configuration.RmsNormRounding.Once);
        var (x, vector) = (randn([1, 4, 16]), randn([16]));
        Assert.Null(torch.NormModulateRows(x, vector, vector, 1e-6, ScalarType.BFloat16));
        Assert.Null(torch.NormAffineRows(x, vector, vector, 1e-6, ScalarType.BFloat16));
        Assert.Null(torch.GeluRows(x));
    }

    [Fact]
    public void The_kernels_quotient_gives_the_code_of_a_true_division()
    {
        // common.cu, quotient(): q = v * inverse, then one step with fused multiply-adds
        var random = new Random(3);
        using var scope = NewDisposeScope();
        var (exact, fused) = (new float[100_000], new float[100_000]);
        for (var i = 0; i < exact.Length; i++)
        {
            var scale = BitConverter.Int32BitsToSingle(random.Next(0x2000, 0x6000) << 16) / 448; // a bf16 number between 1e-19 and 3e19, over 448
            var v = BitConverter.Int32BitsToSingle((BitConverter.SingleToInt32Bits(scale * 448 * random.NextSingle()) & unchecked((int)0xffff0000)) | (random.Next(2) << 31));
            var inverse = 1 / scale;
            var q = v * inverse;
            (exact[i], fused[i]) = (v / scale, MathF.FusedMultiplyAdd(MathF.FusedMultiplyAdd(-q, scale, v), inverse, q));
        }

        var (a, b) = (Fp8Codes.Saturate(tensor(exact), Float8.E4M3FN), Fp8Codes.Saturate(tensor(fused), Float8.E4M3FN));
        Assert.True(Fp8Codes.Bits(a).eq(Fp8Codes.Bits(b)).all().item<bool>());
    }
}
